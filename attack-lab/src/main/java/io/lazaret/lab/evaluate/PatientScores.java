package io.lazaret.lab.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Scores of images, and which patient each is of.
 *
 * @param patients index of the patient of each image
 * @param scores the score of each image
 */
public record PatientScores(int[] patients, double[] scores) {

  /** Numbers the patients of a study, those of all its seeds alike. */
  public static final class Roll {
    private final Map<String, Integer> numbers = new HashMap<>();

    /** Scores under this roll's numbers. */
    public PatientScores scores(List<String> patients, double[] scores) {
      return new PatientScores(
          patients.stream()
              .mapToInt(each -> numbers.computeIfAbsent(each, name -> numbers.size()))
              .toArray(),
          scores);
    }

    /** Flags as scores: 1 where set, so that their mean is the share of those that are. */
    public PatientScores flags(List<String> patients, List<Boolean> flags) {
      return scores(patients, flags.stream().mapToDouble(flag -> flag ? 1 : 0).toArray());
    }

    /** The number of patients seen so far. */
    public int size() {
      return numbers.size();
    }
  }

  /** The mean score of the images. */
  public Bootstrap.Statistic mean(Roll roll) {
    return new Bootstrap.Statistic() {
      @Override
      public int patients() {
        return roll.size();
      }

      @Override
      public double value(double[] weights) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < scores.length; i++) {
          sum += weights[patients[i]] * scores[i];
          all += weights[patients[i]];
        }
        return sum / all;
      }
    };
  }

  /** The share of images above a threshold. */
  public Bootstrap.Statistic shareAbove(Roll roll, double threshold) {
    return new Bootstrap.Statistic() {
      @Override
      public int patients() {
        return roll.size();
      }

      @Override
      public double value(double[] weights) {
        double above = 0;
        double all = 0;
        for (int i = 0; i < scores.length; i++) {
          double weight = weights[patients[i]];
          all += weight;
          above +=
              scores[i] <= threshold ? 0 : weight; // a score that is not a number passes nobody
        }
        return above / all;
      }
    };
  }

  /** The median: the smallest score that half of the images do not exceed. */
  public Bootstrap.Statistic median(Roll roll) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Bootstrap.Statistic() {
      @Override
      public int patients() {
        return roll.size();
      }

      @Override
      public double value(double[] weights) {
        double all = Arrays.stream(patients).mapToDouble(patient -> weights[patient]).sum();
        double seen = 0;
        for (int i : order) {
          seen += weights[patients[i]];
          if (seen >= all / 2 && seen > 0) {
            return scores[i];
          }
        }
        return Double.NaN;
      }
    };
  }

  /** The area under the ROC curve of these images against negatives: see {@link Metrics#auc}. */
  public Bootstrap.Statistic auc(Roll roll, PatientScores negatives) {
    int[] order =
        IntStream.range(0, negatives.scores.length + scores.length)
            .boxed()
            .sorted((a, b) -> Double.compare(score(negatives, a), score(negatives, b)))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Bootstrap.Statistic() {
      @Override
      public int patients() {
        return roll.size();
      }

      @Override
      public double value(double[] weights) {
        return PatientScores.this.auc(negatives, order, weights);
      }
    };
  }

  /** Images of both sides behind one another: the negatives first. */
  private double score(PatientScores negatives, int index) {
    int size = negatives.scores.length;
    return index < size ? negatives.scores[index] : scores[index - size];
  }

  private double auc(PatientScores negatives, int[] order, double[] weights) {
    int size = negatives.scores.length;
    double below = 0;
    double wins = 0;
    double positives = 0;
    for (int from = 0; from < order.length; ) {
      double score = score(negatives, order[from]);
      double tiedNegatives = 0;
      double tiedPositives = 0;
      int until = from;
      for (;
          until < order.length && Double.compare(score(negatives, order[until]), score) == 0;
          until++) {
        int index = order[until];
        if (index < size) {
          tiedNegatives += weights[negatives.patients[index]];
        } else {
          tiedPositives += weights[patients[index - size]];
        }
      }
      wins += tiedPositives * (below + tiedNegatives / 2);
      below += tiedNegatives;
      positives += tiedPositives;
      from = until;
    }
    return wins / (below * positives);
  }
}
