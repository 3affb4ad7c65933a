package io.lazaret.lab.adaptive;

import java.util.Arrays;
import java.util.Random;

/**
 * A mixture of Gaussians with diagonal covariances, fitted by expectation maximisation (Dempster et
 * al., 1977).
 *
 * @param weights of the components; they add up to 1
 * @param means components x dimensions
 * @param variances likewise, above 0
 */
record Mixture(double[] weights, double[][] means, double[][] variances) {
  private static final int ROUNDS = 25;

  /** Points' worth of the overall variance in every component's: few points cannot collapse it. */
  private static final double PRIOR = 2;

  /**
   * Fits a mixture.
   *
   * @param points at least one
   * @param components the most components; at least one, no more than the points
   * @param seed of the points that the components start from
   */
  static Mixture fit(double[][] points, int components, long seed) {
    int count = Math.min(components, points.length);
    double[] overall = overall(points);
    double[][] means = starts(points, count, overall, new Random(seed));
    double[] weights = new double[count];
    double[][] variances = new double[count][];
    Arrays.fill(weights, 1.0 / count);
    Arrays.setAll(variances, k -> overall.clone());
    Mixture mixture = new Mixture(weights, means, variances);
    for (int round = 0; round < ROUNDS; round++) {
      mixture = mixture.improved(points, overall);
    }
    return mixture;
  }

  private static double[] overall(double[][] points) {
    double[] variances = new double[points[0].length];
    for (int i = 0; i < variances.length; i++) {
      double mean = 0;
      double square = 0;
      for (double[] point : points) {
        mean += point[i] / points.length;
        square += point[i] * point[i] / points.length;
      }
      variances[i] = Math.max(square - mean * mean, 1e-6 * square + 1e-12);
    }
    return variances;
  }

  /** Points far from each other, each drawn by its squared distance from those before. */
  private static double[][] starts(double[][] points, int count, double[] overall, Random random) {
    double[][] starts = new double[count][];
    starts[0] = points[random.nextInt(points.length)].clone();
    double[] nearest = new double[points.length];
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    for (int k = 1; k < count; k++) {
      double sum = 0;
      for (int n = 0; n < points.length; n++) {
        nearest[n] = Math.min(nearest[n], distance(points[n], starts[k - 1], overall));
        sum += nearest[n];
      }
      double drawn = random.nextDouble() * sum;
      int chosen = 0;
      while (chosen < points.length - 1 && drawn > nearest[chosen]) {
        drawn -= nearest[chosen++];
      }
      starts[k] = points[chosen].clone();
    }
    return starts;
  }

  private static double distance(double[] point, double[] mean, double[] variances) {
    double sum = 0;
    for (int i = 0; i < mean.length; i++) {
      double difference = point[i] - mean[i];
      sum += difference * difference / variances[i];
    }
    return sum;
  }

  private Mixture improved(double[][] points, double[] overall) {
    int dimensions = overall.length;
    double[] mass = new double[weights.length];
    double[][] sums = new double[weights.length][dimensions];
    double[][] shares = new double[points.length][];
    for (int n = 0; n < points.length; n++) {
      shares[n] = shares(points[n]);
      for (int k = 0; k < mass.length; k++) {
        mass[k] += shares[n][k];
        for (int i = 0; i < dimensions; i++) {
          sums[k][i] += shares[n][k] * points[n][i];
        }
      }
    }
    double[] newWeights = new double[mass.length];
    double[][] newMeans = new double[mass.length][dimensions];
    double[][] newVariances = new double[mass.length][dimensions];
    for (int k = 0; k < mass.length; k++) {
      newWeights[k] = (mass[k] + 1) / (points.length + mass.length);
      for (int i = 0; i < dimensions; i++) {
        newMeans[k][i] = mass[k] > 1e-9 ? sums[k][i] / mass[k] : means[k][i];
        double spread = PRIOR * overall[i];
        for (int n = 0; n < points.length; n++) {
          double difference = points[n][i] - newMeans[k][i];
          spread += shares[n][k] * difference * difference;
        }
        newVariances[k][i] = spread / (mass[k] + PRIOR);
      }
    }
    return new Mixture(newWeights, newMeans, newVariances);
  }

  /** How much of a point belongs to each component. */
  private double[] shares(double[] point) {
    double[] logs = new double[weights.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logs.length; k++) {
      logs[k] = logDensity(point, k);
      largest = Math.max(largest, logs[k]);
    }
    double sum = 0;
    for (int k = 0; k < logs.length; k++) {
      logs[k] = Math.exp(logs[k] - largest);
      sum += logs[k];
    }
    for (int k = 0; k < logs.length; k++) {
      logs[k] /= sum;
    }
    return logs;
  }

  /** The logarithm of the component's weighted density, up to a constant. */
  private double logDensity(double[] point, int component) {
    double logarithm = Math.log(weights[component]);
    for (double variance : variances[component]) {
      logarithm -= Math.log(variance) / 2;
    }
    return logarithm - distance(point, means[component], variances[component]) / 2;
  }

  /** The likeliest component of a point. */
  int nearest(double[] point) {
    int best = 0;
    for (int k = 1; k < weights.length; k++) {
      best = logDensity(point, k) > logDensity(point, best) ? k : best;
    }
    return best;
  }

  /**
   * The mean squared distance from a component, each number in units of its variance.
   *
   * @param derivative takes the derivative by the point
   */
  double distance(double[] point, int component, double[] derivative) {
    int size = point.length;
    for (int i = 0; i < size; i++) {
      double difference = point[i] - means[component][i];
      derivative[i] = 2 * difference / variances[component][i] / size;
    }
    return distance(point, means[component], variances[component]) / size;
  }
}
