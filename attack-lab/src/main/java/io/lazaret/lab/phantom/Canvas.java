package io.lazaret.lab.phantom;

import io.lazaret.core.image.Pixels;

/** What a phantom is painted on: one plane of samples, or three, from 0 (black) to 1. */
final class Canvas {
  private final int size;
  private final float[][] planes;

  /** A black canvas. */
  Canvas(int size, int channels) {
    this.size = size;
    this.planes = new float[channels][size * size];
  }

  /** Where a shape is worth looking at. */
  record Area(double left, double top, double right, double bottom) {
    static final Area WHOLE = new Area(0, 0, 1, 1);

    static Area around(double x, double y, double reach) {
      return new Area(x - reach, y - reach, x + reach, y + reach);
    }
  }

  /** What becomes of a sample under a weight. */
  @FunctionalInterface
  private interface Mix {
    float of(float sample, double weight, int channel);
  }

  /** Brightens all channels by a weight. */
  void add(Area area, Shape weight) {
    mix(area, weight, (sample, w, channel) -> sample + (float) w);
  }

  /** Adds light of a colour. */
  void shine(Area area, Shape weight, Colour light) {
    mix(area, weight, (sample, w, channel) -> sample + (float) (w * light.of(channel)));
  }

  /** Lays an ink of some density over what is there (Beer and Lambert's law). */
  void absorb(Area area, Shape density, Colour ink) {
    mix(area, density, (sample, w, channel) -> (float) (sample * Math.exp(-w * ink.of(channel))));
  }

  /** Replaces what is there by a colour, for a share of 0 to 1. */
  void cover(Area area, Shape share, Colour colour) {
    mix(area, share, (sample, w, channel) -> sample + (float) (w * (colour.of(channel) - sample)));
  }

  /** A round spot of ink, densest in the middle, 1/e of that at the radius. */
  void spot(double x, double y, double radius, double density, Colour ink) {
    double wide = visible(radius);
    absorb(Area.around(x, y, 3 * wide), Shape.bell(x, y, wide).times(density), ink);
  }

  /** A round spot that covers a share in the middle, 1/e of that at the radius. */
  void patch(double x, double y, double radius, double share, Colour colour) {
    double wide = visible(radius);
    cover(Area.around(x, y, 3 * wide), Shape.bell(x, y, wide).times(share), colour);
  }

  /**
   * A line, as strong as asked along its middle, 1/e of that at a width to either side; fainter
   * where it is thinner than a pixel. Lines that cross do not add up.
   */
  void line(double x, double y, double toX, double toY, double width, double strength) {
    double wide = visible(width);
    double faint = strength * Math.sqrt(width / wide);
    double reach = Math.hypot(toX - x, toY - y) / 2 + 2.2 * wide;
    mix(
        Area.around((x + toX) / 2, (y + toY) / 2, reach),
        Shape.stroke(x, y, toX, toY, wide),
        (sample, w, channel) -> Math.max(sample, (float) (faint * w)));
  }

  /** A radius at which a small thing is not lost between the pixels. */
  private double visible(double radius) {
    return Math.max(radius, 0.7 / size);
  }

  /** Throws light of a colour on what is there, more or less of it from place to place. */
  void light(Shape amount, Colour light) {
    mix(Area.WHOLE, amount, (sample, w, channel) -> (float) (sample * w * light.of(channel)));
  }

  /** What is painted here, as a shape for a canvas of the same size. */
  Shape asShape() {
    return (u, v) -> planes[0][(int) (v * size) * size + (int) (u * size)];
  }

  private void mix(Area area, Shape shape, Mix mix) {
    int right = last(area.right());
    int bottom = last(area.bottom());
    for (int y = first(area.top()); y < bottom; y++) {
      for (int x = first(area.left()); x < right; x++) {
        double weight = shape.at(position(x), position(y));
        if (weight != 0) {
          for (int channel = 0; channel < planes.length; channel++) {
            float[] plane = planes[channel];
            plane[y * size + x] = mix.of(plane[y * size + x], weight, channel);
          }
        }
      }
    }
  }

  private double position(int pixel) {
    return (pixel + 0.5) / size;
  }

  private int first(double position) {
    return Math.max(0, (int) (position * size));
  }

  private int last(double position) {
    return Math.min(size, (int) Math.ceil(position * size) + 1);
  }

  /** Noise of each sample by itself. */
  void noise(Chance chance, double deviation) {
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] += (float) (deviation * chance.gaussian());
      }
    }
  }

  /** As {@link #noise}, from quick draws. */
  void grain(Chance chance, double deviation) {
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] += (float) (deviation * chance.quick());
      }
    }
  }

  /** The point spread of what takes the image: weights 1, 2, 1 along rows, then along columns. */
  void blur() {
    for (float[] plane : planes) {
      blur(plane);
    }
  }

  private void blur(float[] plane) {
    float[] rows = new float[plane.length];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int at = y * size + x;
        float left = plane[x == 0 ? at : at - 1];
        float right = plane[x == size - 1 ? at : at + 1];
        rows[at] = (left + 2 * plane[at] + right) / 4;
      }
    }
    for (int at = 0; at < plane.length; at++) {
      float up = rows[at < size ? at : at - size];
      float down = rows[at >= plane.length - size ? at : at + size];
      plane[at] = (up + 2 * rows[at] + down) / 4;
    }
  }

  /** The finished image, 8 bit. */
  Pixels pixels() {
    short[] samples = new short[size * size * planes.length];
    for (int i = 0; i < samples.length; i++) {
      float value = planes[i % planes.length][i / planes.length];
      samples[i] = (short) Math.round(255 * Math.max(0, Math.min(1, value)));
    }
    return new Pixels(size, size, planes.length, 255, samples);
  }
}
