package io.lazaret.lab.attack;

/** How the size of a perturbation is measured, and what follows from it. */
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
    void step(float[] image, float[] gradient, double length) {
      for (int i = 0; i < image.length; i++) {
        image[i] += (float) (length * Math.signum(gradient[i]));
      }
    }

    @Override
    void project(float[] image, float[] origin, double epsilon) {
      for (int i = 0; i < image.length; i++) {
        double low = Math.max(0, origin[i] - epsilon);
        double high = Math.min(1, origin[i] + epsilon);
        image[i] = (float) Math.max(low, Math.min(high, image[i]));
      }
    }
  };

  /** The size of the difference of two images. */
  public abstract double distance(float[] a, float[] b);

  /** Moves an image in place by the step of a length that raises a linear function the most. */
  abstract void step(float[] image, float[] gradient, double length);

  /** Moves an image in place to the nearest point within epsilon of its origin and [0, 1]. */
  abstract void project(float[] image, float[] origin, double epsilon);
}
