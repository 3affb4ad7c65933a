package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;
import java.util.SplittableRandom;

/**
 * Square's proposals under the Euclidean length: bumps in a grid, then the length of one square is
 * given to a new bump in another.
 */
final class L2Squares implements Squares {
  /** The smallest bump. */
  private static final int LEAST = 3;

  /** Bumps along a side of the first point. */
  private static final int GRID = 5;

  private final float[] image;
  private final Geometry geometry;
  private final ThreatModel threat;
  private final SplittableRandom random;

  L2Squares(float[] image, Geometry geometry, ThreatModel threat, SplittableRandom random) {
    this.image = image;
    this.geometry = geometry;
    this.threat = threat;
    this.random = random;
  }

  @Override
  public float[] image() {
    return image;
  }

  @Override
  public float[] first() {
    float[] change = new float[image.length];
    int side = Math.max(LEAST, Math.min(geometry.height(), geometry.width()) / GRID);
    for (int top = 0; top + side <= geometry.height(); top += side) {
      for (int left = 0; left + side <= geometry.width(); left += side) {
        double[] bump = bump(side);
        for (int channel = 0; channel < geometry.channels(); channel++) {
          new Window(channel, top, left, side, side).paste(geometry, scaled(bump, sign()), change);
        }
      }
    }
    return moved(change);
  }

  @Override
  public float[] propose(float[] best, double share) {
    float[] change = Samples.difference(image, best);
    int side = Window.side(geometry, share, LEAST);
    Window to = Window.random(geometry, side, random);
    Window from = Window.random(geometry, side, random);
    double used = Norm.L2.dual(change);
    double unused = Math.max(0, threat.epsilon() * threat.epsilon() - used * used);
    double[] bump = bump(side);
    for (int channel = 0; channel < geometry.channels(); channel++) {
      move(change, from.in(channel), to.in(channel), bump, unused / geometry.channels());
    }
    return moved(change);
  }

  /**
   * Empties two windows of a channel and gives their length, and what is unused, to a new bump in
   * the second, added to the shape of what was there.
   */
  private void move(float[] change, Window from, Window to, double[] bump, double unused) {
    double before = energy(change);
    double[] old = to.cut(geometry, change);
    double oldLength = Math.sqrt(energy(old));
    double[] none = new double[old.length];
    from.paste(geometry, none, change);
    to.paste(geometry, none, change);
    double freed = Math.max(0, before - energy(change));
    double[] shape = scaled(bump, sign());
    for (int i = 0; i < shape.length && oldLength > 0; i++) {
      shape[i] += old[i] / oldLength;
    }
    double length = Math.sqrt(energy(shape));
    to.paste(geometry, scaled(shape, length > 0 ? Math.sqrt(freed + unused) / length : 0), change);
  }

  /** The image changed in this direction by all that the threat model allows. */
  private float[] moved(float[] change) {
    float[] point = image.clone();
    Norm.L2.step(point, change, threat.epsilon());
    return Samples.clip(point);
  }

  /** Two halves of opposite sign, side by side or one above the other; of length 1. */
  private double[] bump(int side) {
    double[] bump = new double[side * side];
    int half = side / 2;
    mound(bump, side, 0, half, 1);
    mound(bump, side, half, side, -1);
    boolean turned = random.nextBoolean();
    double scale = 1 / Math.sqrt(energy(bump));
    double[] scaled = new double[bump.length];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        scaled[y * side + x] = scale * bump[turned ? x * side + y : y * side + x];
      }
    }
    return scaled;
  }

  /** Rectangles around the centre of some rows, each adding less; of length 1. */
  private static void mound(double[] bump, int side, int from, int until, double sign) {
    double[] mound = new double[bump.length];
    int middleRow = from + (until - from) / 2;
    int middleColumn = side / 2;
    for (int radius = 0; radius <= side / 2; radius++) {
      double added = 1.0 / ((radius + 1) * (radius + 1));
      for (int y = Math.max(from, middleRow - radius);
          y < Math.min(until, middleRow + radius + 1);
          y++) {
        for (int x = Math.max(0, middleColumn - radius);
            x < Math.min(side, middleColumn + radius + 1);
            x++) {
          mound[y * side + x] += added;
        }
      }
    }
    double length = Math.sqrt(energy(mound));
    for (int i = 0; i < bump.length; i++) {
      bump[i] += sign * mound[i] / length;
    }
  }

  private int sign() {
    return random.nextBoolean() ? 1 : -1;
  }

  private static double[] scaled(double[] values, double factor) {
    double[] scaled = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = factor * values[i];
    }
    return scaled;
  }

  private static double energy(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum;
  }

  private static double energy(float[] values) {
    double length = Norm.L2.dual(values);
    return length * length;
  }
}
