package io.lazaret.lab.phantom;

import io.lazaret.core.image.Pixels;
import io.lazaret.lab.phantom.XrayPhantoms.Phantom;
import java.util.SplittableRandom;

/** Draws one X-ray-like phantom; coordinates run from 0 to 1 over the image. */
final class XrayPainter {
  private final int size;
  private final boolean nodule;
  private final SplittableRandom random;
  private final float[] canvas;
  private final float[] lesion;

  XrayPainter(int size, long seed, boolean nodule) {
    this.size = size;
    this.nodule = nodule;
    this.random = new SplittableRandom(seed);
    this.canvas = new float[size * size];
    this.lesion = new float[size * size];
  }

  Phantom paint() {
    double centre = uniform(0.47, 0.53);
    double top = uniform(0.40, 0.46);
    double reach = uniform(0.17, 0.20);
    thorax(centre, top, reach);
    ribs(centre);
    texture(6, uniform(0.03, 0.05));
    texture(14, uniform(0.025, 0.04));
    texture(28, uniform(0.015, 0.03));
    for (int i = random.nextInt(2, 6); i > 0; i--) {
      streak(side(centre), uniform(0.25, 0.65), uniform(0.03, 0.09), uniform(0.06, 0.14));
    }
    for (int i = random.nextInt(1, 4); i > 0; i--) { // vessel ends: small, sharp, faint
      blob(canvas, side(centre), uniform(0.25, 0.65), uniform(0.006, 0.012), uniform(0.08, 0.18));
    }
    if (nodule) {
      double x = side(centre);
      double y = uniform(0.27, 0.62);
      double radius = uniform(0.035, 0.055);
      blob(canvas, x, y, radius, uniform(0.12, 0.28));
      blob(lesion, x, y, radius, 1);
    }
    noise(uniform(0.03, 0.06)); // quanta, blurred with everything else by the screen
    blur();
    blur();
    noise(0.004); // electronics
    return new Phantom(pixels(canvas), pixels(lesion));
  }

  private void thorax(double centre, double top, double reach) {
    double tilt = uniform(-0.06, 0.06);
    double air = uniform(0.24, 0.34);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double u = (x + 0.5) / size;
        double v = (y + 0.5) / size;
        double value = 0.62 + 0.10 * (v - 0.5) + tilt * (u - 0.5);
        double left = ellipse(u, v, centre - reach, top, 0.135, 0.27);
        double right = ellipse(u, v, centre + reach, top, 0.135, 0.27);
        value -= air * Math.max(soft(left), soft(right));
        value += 0.20 * soft(ellipse(u, v, centre + 0.05, top + 0.17, 0.11, 0.13)); // heart
        value += 0.10 * Math.exp(-Math.pow((u - centre) / 0.035, 2)); // spine
        value -= 0.5 * (1 - soft(ellipse(u, v, centre, 0.70, 0.52, 0.80))); // outside the body
        canvas[y * size + x] = (float) value;
      }
    }
  }

  private void ribs(double centre) {
    double gap = uniform(0.075, 0.095);
    double bend = uniform(0.35, 0.6);
    double start = uniform(0.16, 0.22);
    double brightness = uniform(0.04, 0.09);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double u = Math.abs((x + 0.5) / size - centre);
        double v = (y + 0.5) / size;
        double phase = (v - start - bend * u * u - 0.18 * u) / gap;
        if (phase > 0 && phase < 7 && u < 0.34) {
          double along = Math.cos(2 * Math.PI * phase);
          canvas[y * size + x] += (float) (brightness * Math.max(0, along * along * along));
        }
      }
    }
  }

  /** Smooth noise: random heights on a coarse grid, interpolated. */
  private void texture(int cells, double amplitude) {
    float[] grid = new float[(cells + 2) * (cells + 2)];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = (float) (amplitude * gaussian());
    }
    for (int y = 0; y < size; y++) {
      double v = (y + 0.5) * cells / size;
      int row = (int) v;
      double down = smooth(v - row);
      for (int x = 0; x < size; x++) {
        double u = (x + 0.5) * cells / size;
        int column = (int) u;
        double right = smooth(u - column);
        int at = row * (cells + 2) + column;
        double above = grid[at] * (1 - right) + grid[at + 1] * right;
        double below = grid[at + cells + 2] * (1 - right) + grid[at + cells + 3] * right;
        canvas[y * size + x] += (float) (above * (1 - down) + below * down);
      }
    }
  }

  private void streak(double x, double y, double length, double brightness) {
    double angle = uniform(0, Math.PI);
    double width = uniform(0.006, 0.011);
    double reach = 3 * Math.max(length, width);
    for (int row = first(y - reach); row < last(y + reach); row++) {
      for (int column = first(x - reach); column < last(x + reach); column++) {
        double du = (column + 0.5) / size - x;
        double dv = (row + 0.5) / size - y;
        double along = (du * Math.cos(angle) + dv * Math.sin(angle)) / length;
        double across = (dv * Math.cos(angle) - du * Math.sin(angle)) / width;
        double distance = along * along + across * across;
        if (distance < 9) {
          canvas[row * size + column] += (float) (brightness * Math.exp(-distance));
        }
      }
    }
  }

  private void blob(float[] target, double x, double y, double radius, double brightness) {
    for (int row = first(y - 2 * radius); row < last(y + 2 * radius); row++) {
      for (int column = first(x - 2 * radius); column < last(x + 2 * radius); column++) {
        double du = ((column + 0.5) / size - x) / radius;
        double dv = ((row + 0.5) / size - y) / radius;
        double distance = du * du + dv * dv;
        if (distance < 4) {
          target[row * size + column] += (float) (brightness / (1 + Math.exp(4 * (distance - 1))));
        }
      }
    }
  }

  private int first(double position) {
    return Math.max(0, (int) (position * size));
  }

  private int last(double position) {
    return Math.min(size, (int) Math.ceil(position * size) + 1);
  }

  private void noise(double deviation) {
    for (int i = 0; i < canvas.length; i++) {
      canvas[i] += (float) (deviation * gaussian());
    }
  }

  /** The detector's point spread: weights 1, 2, 1 along rows, then along columns. */
  private void blur() {
    float[] rows = new float[canvas.length];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int at = y * size + x;
        float left = canvas[x == 0 ? at : at - 1];
        float right = canvas[x == size - 1 ? at : at + 1];
        rows[at] = (left + 2 * canvas[at] + right) / 4;
      }
    }
    for (int at = 0; at < canvas.length; at++) {
      float up = rows[at < size ? at : at - size];
      float down = rows[at >= canvas.length - size ? at : at + size];
      canvas[at] = (up + 2 * rows[at] + down) / 4;
    }
  }

  private Pixels pixels(float[] values) {
    short[] samples = new short[values.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) Math.round(255 * Math.max(0, Math.min(1, values[i])));
    }
    return new Pixels(size, size, 1, 255, samples);
  }

  /** A column inside one of the lungs. */
  private double side(double centre) {
    double offset = uniform(0.10, 0.26);
    return random.nextBoolean() ? centre + offset : centre - offset;
  }

  /** 0 at the centre of an ellipse, 1 on its edge. */
  private static double ellipse(double u, double v, double x, double y, double a, double b) {
    return Math.sqrt(Math.pow((u - x) / a, 2) + Math.pow((v - y) / b, 2));
  }

  /** 1 well inside, 0 well outside of an edge at 1. */
  private static double soft(double distance) {
    return 1 / (1 + Math.exp(14 * (distance - 1)));
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }

  private double uniform(double from, double to) {
    return from + (to - from) * random.nextDouble();
  }

  /** Box and Muller's normal deviate. */
  private double gaussian() {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
