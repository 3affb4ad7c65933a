package io.lazaret.lab.attack;

import java.util.SplittableRandom;

/** How the size of a perturbation is measured, and all that attacks need to know of it. */
public enum Norm {
  /** The largest change of any sample. */
  LINF {
    @Override
    public double distance(float[] a, float[] b) {
      double largest = 0;
      for (int i = 0; i < a.length; i++) {
        largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
      }
      return largest;
    }

    @Override
    double dual(float[] gradient) {
      double sum = 0;
      for (float each : gradient) {
        sum += Math.abs(each);
      }
      return sum;
    }

    @Override
    double share(double derivative) {
      return Math.signum(Math.abs(derivative));
    }

    /**
     * The sign as the limits of a product that overflows: this form the JVM turns into vector
     * instructions, and {@link Math#signum} takes twenty times as long.
     */
    @Override
    public void step(float[] image, float[] gradient, double length) {
      float factor = (float) length;
      for (int i = 0; i < image.length; i++) {
        float sign = Math.max(-1f, Math.min(1f, gradient[i] * HUGE * HUGE));
        image[i] += factor * sign;
      }
    }

    @Override
    void project(float[] image, float[] origin, double epsilon) {
      float most = (float) epsilon; // in float throughout, as vector instructions need it
      for (int i = 0; i < image.length; i++) {
        float low = Math.max(0, origin[i] - most);
        float high = Math.min(1, origin[i] + most);
        image[i] = Math.max(low, Math.min(high, image[i]));
      }
    }

    @Override
    void shorten(float[] change, double epsilon) {
      for (int i = 0; i < change.length; i++) {
        change[i] = (float) Math.max(-epsilon, Math.min(epsilon, change[i]));
      }
    }

    @Override
    public void scatter(float[] image, double epsilon, SplittableRandom random) {
      for (int i = 0; i < image.length; i++) {
        image[i] += (float) ((2 * random.nextDouble() - 1) * epsilon);
      }
    }
  },

  /** The Euclidean length of the change. */
  L2 {
    @Override
    public double distance(float[] a, float[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        double change = (double) a[i] - b[i];
        sum += change * change;
      }
      return Math.sqrt(sum);
    }

    @Override
    double dual(float[] gradient) {
      double sum = 0;
      for (float each : gradient) {
        sum += (double) each * each;
      }
      return Math.sqrt(sum);
    }

    @Override
    double share(double derivative) {
      return Math.abs(derivative);
    }

    @Override
    public void step(float[] image, float[] gradient, double length) {
      double size = dual(gradient);
      for (int i = 0; i < image.length && size > 0; i++) {
        image[i] += (float) (length * gradient[i] / size);
      }
    }

    /**
     * Exact: the nearest point of ball and box is the origin plus {@code t} times the change, each
     * sample held in [0, 1], for the largest t up to 1 that stays in the ball. Samples that are
     * held take up less of the ball than t grants them, so t grows until no further one is held.
     */
    @Override
    void project(float[] image, float[] origin, double epsilon) {
      double t = 0;
      for (int held = -1; ; ) {
        double free = 0;
        double taken = 0;
        int holding = 0;
        for (int i = 0; i < image.length; i++) {
          double change = (double) image[i] - origin[i];
          double room = room(origin[i], change);
          if (t * Math.abs(change) > room) {
            taken += room * room;
            holding++;
          } else {
            free += change * change;
          }
        }
        if (holding == held) {
          break;
        }
        held = holding;
        t = free == 0 ? 1 : Math.min(1, Math.sqrt(Math.max(0, epsilon * epsilon - taken) / free));
      }
      for (int i = 0; i < image.length; i++) {
        double moved = origin[i] + t * ((double) image[i] - origin[i]);
        image[i] = (float) Math.max(0, Math.min(1, moved));
      }
    }

    @Override
    void shorten(float[] change, double epsilon) {
      double size = dual(change); // its own dual
      for (int i = 0; i < change.length && size > epsilon; i++) {
        change[i] *= (float) (epsilon / size);
      }
    }

    @Override
    public void scatter(float[] image, double epsilon, SplittableRandom random) {
      float[] direction = Samples.gaussian(image.length, random);
      step(image, direction, epsilon * Math.pow(random.nextDouble(), 1.0 / image.length));
    }
  };

  /** Its square takes the smallest float, 1e-45, past 1. */
  private static final float HUGE = 1e30f;

  /** The size of the difference of two images. */
  public abstract double distance(float[] a, float[] b);

  /** How much a linear function rises over a step of length 1: the size in the dual norm. */
  abstract double dual(float[] gradient);

  /** How far the steepest step moves a sample of this derivative, up to a common factor. */
  abstract double share(double derivative);

  /** Moves an image in place by the step of a length that raises a linear function the most. */
  public abstract void step(float[] image, float[] gradient, double length);

  /** Moves an image in place to the nearest point within epsilon of its origin and [0, 1]. */
  abstract void project(float[] image, float[] origin, double epsilon);

  /** Cuts a change down in place to the nearest of size epsilon. */
  abstract void shorten(float[] change, double epsilon);

  /** Moves an image in place to a uniformly random point within epsilon, perhaps out of [0, 1]. */
  public abstract void scatter(float[] image, double epsilon, SplittableRandom random);

  /** How far an intensity can change in a direction without leaving [0, 1]. */
  static double room(double intensity, double direction) {
    return direction > 0 ? 1 - intensity : intensity;
  }
}
