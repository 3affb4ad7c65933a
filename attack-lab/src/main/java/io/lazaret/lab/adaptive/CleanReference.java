package io.lazaret.lab.adaptive;

import io.lazaret.core.model.FeatureLayout;
import io.lazaret.lab.attack.TappedModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an attacker knows of clean images: what the network says of some that are not attacked.
 *
 * @param layout where the numbers stand
 * @param rows for each class, a row of each image that the network reads as it; where there is
 *     none, that of the image that comes nearest to it
 */
public record CleanReference(FeatureLayout layout, List<float[][]> rows) {

  /**
   * Looks at images.
   *
   * @param images intensities in [0, 1], at least one; none that is to be attacked
   */
  public static CleanReference of(TappedModel model, float[][] images) {
    List<float[]> all = List.of(model.rows(images));
    List<float[][]> rows =
        IntStream.range(0, model.classes())
            .mapToObj(k -> ofClass(all, k, model.classes()))
            .toList();
    return new CleanReference(model.layout(), rows);
  }

  private static float[][] ofClass(List<float[]> all, int label, int classes) {
    float[][] read =
        all.stream().filter(row -> predicted(row, classes) == label).toArray(float[][]::new);
    if (read.length > 0) {
      return read;
    }
    Comparator<float[]> lead = Comparator.comparingDouble(row -> lead(row, label, classes));
    return new float[][] {all.stream().max(lead).orElseThrow()};
  }

  /** How far the class's logit is from the largest. */
  private static double lead(float[] row, int label, int classes) {
    return (double) row[label] - row[predicted(row, classes)];
  }

  private static int predicted(float[] row, int classes) {
    int best = 0;
    for (int k = 1; k < classes; k++) {
      best = row[k] > row[best] ? k : best;
    }
    return best;
  }

  /** Some of the numbers of the rows of a class. */
  double[][] part(int label, int offset, int size) {
    return Arrays.stream(rows.get(label))
        .map(row -> part(row, offset, size))
        .toArray(double[][]::new);
  }

  /** Some of the numbers of a row. */
  static double[] part(float[] row, int offset, int size) {
    double[] part = new double[size];
    for (int i = 0; i < size; i++) {
      part[i] = row[offset + i];
    }
    return part;
  }

  /** The variance of each number over the images of all classes, above 0. */
  double[] variances() {
    List<float[]> all = rows.stream().flatMap(Arrays::stream).toList();
    double[] variances = new double[layout.size()];
    for (int i = 0; i < variances.length; i++) {
      int at = i;
      double mean = all.stream().mapToDouble(row -> row[at]).average().orElseThrow();
      double variance =
          all.stream()
              .mapToDouble(row -> (row[at] - mean) * (row[at] - mean))
              .average()
              .orElseThrow();
      variances[i] = Math.max(variance, 1e-6 * mean * mean + 1e-12); // a channel may never change
    }
    return variances;
  }
}
