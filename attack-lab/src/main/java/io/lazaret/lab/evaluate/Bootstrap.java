package io.lazaret.lab.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Percentile intervals by resampling patients with replacement (Efron, 1979): images of one patient
 * are not independent, so patients are what is drawn. With several seeds the values are averaged,
 * as the estimate itself is; a patient whose images several seeds test is drawn once for all of
 * them.
 *
 * @param replicates resamples, at least 40
 * @param seed the source of randomness
 */
public record Bootstrap(int replicates, long seed) {
  /** What reports use. */
  public static final Bootstrap DEFAULT = new Bootstrap(1000, 1);

  /** A number of one seed of a study as a function of how often each of its patients counts. */
  public interface Statistic {

    /** The number of patients. */
    int patients();

    /**
     * The number.
     *
     * @param weights how often each patient counts
     * @return not a number where it is not defined
     */
    double value(double[] weights);

    /** The mean of numbers of the same patients; not a number where one of them is not. */
    static Statistic mean(List<Statistic> parts) {
      return new Statistic() {
        @Override
        public int patients() {
          return parts.get(0).patients();
        }

        @Override
        public double value(double[] weights) {
          return parts.stream().mapToDouble(part -> part.value(weights)).sum() / parts.size();
        }
      };
    }
  }

  public Bootstrap {
    if (replicates < 40) {
      throw new IllegalArgumentException("no 95 % interval from " + replicates + " resamples");
    }
  }

  /**
   * The mean over the seeds and its interval.
   *
   * @param seeds whose patients are numbered alike: {@link PatientScores.Roll}
   * @return empty when the number is defined for no seed
   */
  public Optional<Estimate> estimate(List<? extends Statistic> seeds) {
    int patients = seeds.stream().mapToInt(Statistic::patients).max().orElse(0);
    double value = mean(seeds, ones(patients));
    if (Double.isNaN(value)) {
      return Optional.empty();
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[replicates];
    for (int i = 0; i < replicates; i++) {
      values[i] = mean(seeds, drawn(patients, random));
    }
    double[] defined = Arrays.stream(values).filter(each -> !Double.isNaN(each)).sorted().toArray();
    return Optional.of(new Estimate(value, quantile(defined, 0.025), quantile(defined, 0.975)));
  }

  private static double mean(List<? extends Statistic> seeds, double[] weights) {
    double sum = 0;
    int defined = 0;
    for (Statistic each : seeds) {
      double value = each.value(weights);
      if (!Double.isNaN(value)) {
        sum += value;
        defined++;
      }
    }
    return sum / defined;
  }

  private static double[] ones(int patients) {
    double[] weights = new double[patients];
    Arrays.fill(weights, 1);
    return weights;
  }

  private static double[] drawn(int patients, SplittableRandom random) {
    double[] weights = new double[patients];
    for (int i = 0; i < patients; i++) {
      weights[random.nextInt(patients)]++;
    }
    return weights;
  }

  /** By linear interpolation. */
  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
