package io.lazaret.lab.adaptive;

import io.lazaret.core.RefusedException;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.lab.attack.TappedModel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an attacker knows of clean images: what the network says of some that are not attacked.
 *
 * @param layout where the numbers stand
 * @param rows a row of each class's images, by the class that the network reads: at least one each
 */
public record CleanReference(FeatureLayout layout, List<float[][]> rows) {

  /**
   * Looks at images.
   *
   * @param images intensities in [0, 1]; none that is to be attacked
   * @throws RefusedException when the network reads no image as some class
   */
  public static CleanReference of(TappedModel model, float[][] images) {
    float[][] all = model.rows(images);
    List<float[][]> rows =
        IntStream.range(0, model.classes())
            .mapToObj(
                k ->
                    Arrays.stream(all)
                        .filter(row -> predicted(row, model.classes()) == k)
                        .toArray(float[][]::new))
            .toList();
    for (int k = 0; k < rows.size(); k++) {
      if (rows.get(k).length == 0) {
        throw new RefusedException(
            "the network reads no clean image of the fitting side as class "
                + k
                + ", so an attacker has nothing to imitate; train it longer, or give split.fit a"
                + " larger share");
      }
    }
    return new CleanReference(model.layout(), rows);
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
