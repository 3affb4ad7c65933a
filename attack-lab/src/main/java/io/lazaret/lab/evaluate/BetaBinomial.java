package io.lazaret.lab.evaluate;

/**
 * How many of {@code trials} fresh images are hits when the rate is only known from an earlier
 * sample: a binomial whose rate follows a beta distribution.
 *
 * @param trials fresh images
 * @param alpha earlier hits, plus the prior's half
 * @param beta earlier misses, plus the prior's half
 */
public record BetaBinomial(int trials, double alpha, double beta) {

  /** The chance of at most {@code hits}. */
  public double cumulative(int hits) {
    double sum = 0;
    for (int k = 0; k <= hits; k++) {
      sum += Math.exp(logMass(k));
    }
    return Math.min(1, sum);
  }

  /** The fewest hits whose cumulative chance reaches a level in (0, 1). */
  public int quantile(double level) {
    double sum = 0;
    for (int k = 0; k < trials; k++) {
      sum += Math.exp(logMass(k));
      if (sum >= level) {
        return k;
      }
    }
    return trials;
  }

  private double logMass(int hits) {
    return logGamma(trials + 1)
        - logGamma(hits + 1)
        - logGamma(trials - hits + 1)
        + logBeta(hits + alpha, trials - hits + beta)
        - logBeta(alpha, beta);
  }

  private static double logBeta(double a, double b) {
    return logGamma(a) + logGamma(b) - logGamma(a + b);
  }

  /** Stirling's series, shifted to where it is good to twelve digits. */
  private static double logGamma(double x) {
    double shift = 0;
    double at = x;
    while (at < 10) {
      shift -= Math.log(at);
      at++;
    }
    return shift
        + (at - 0.5) * Math.log(at)
        - at
        + 0.5 * Math.log(2 * Math.PI)
        + 1 / (12 * at)
        - 1 / (360 * at * at * at)
        + 1 / (1260 * Math.pow(at, 5));
  }
}
