package io.lazaret.lab.adaptive;

import io.lazaret.core.model.GradientFilter;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.view.View;
import io.lazaret.lab.attack.TappedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The input gradients that the {@link GradientFilter} looks at, and how they turn when the image
 * changes: Hessian-vector products, as central differences of input gradients.
 */
final class MarginGradients {
  /**
   * How far from the image the gradients of a difference are taken: the root mean square over the
   * samples, in intensities. A network of rectifiers has no second derivative; what a change of a
   * file does to its gradients shows over distances that a file can change by.
   */
  private static final double DISTANCE = 0.25 / 255;

  /** Images that go through the network for a file: it and its blur, and each to both sides. */
  static final int PLANES = 6;

  private static final View BLUR = GradientFilter.DENOISERS.get(GradientFilter.BLURRED);

  private final TappedModel model;
  private final List<Levels> files;
  private final float[][][] images;
  private final int[][] leading;
  private final float[][][] gradients;

  private MarginGradients(TappedModel model, List<Levels> files) {
    this.model = model;
    this.files = files;
    this.images =
        files.parallelStream()
            .map(file -> new float[][] {file.intensities(), BLUR.apply(file)})
            .toArray(float[][][]::new);
    this.leading = new int[images.length][];
    this.gradients =
        model
            .gradientOfRows(
                images,
                (i, rows) -> {
                  leading[i] = leading(rows[0], model.classes());
                  return margins(i, rows.length, rows[0].length);
                })
            .byImage();
  }

  /** Takes the gradients of the predicted margin of files. */
  static MarginGradients of(TappedModel model, List<Levels> files) {
    return new MarginGradients(model, files);
  }

  /** At the file, and at the file blurred, of the same two logits. */
  float[][] of(int file) {
    return gradients[file];
  }

  /**
   * The derivative of a function of the gradients by each file.
   *
   * @param byGradients for each file its derivative by the samples of both gradients; empty where
   *     it has none
   */
  float[][] pullBack(List<float[][]> byGradients) {
    float[][] byFiles = new float[images.length][model.geometry().size()];
    List<Integer> wanted =
        IntStream.range(0, images.length)
            .filter(i -> byGradients.get(i).length > 0)
            .boxed()
            .toList();
    float[][][] around =
        wanted.parallelStream()
            .map(i -> around(images[i], byGradients.get(i)))
            .toArray(float[][][]::new);
    float[][][] turned =
        model
            .gradientOfRows(
                around, (n, rows) -> margins(wanted.get(n), rows.length, rows[0].length))
            .byImage();
    IntStream.range(0, around.length)
        .parallel()
        .forEach(
            n -> {
              int i = wanted.get(n);
              float[] image = difference(turned[n][0], turned[n][1], byGradients.get(i)[0]);
              float[] blurred = difference(turned[n][2], turned[n][3], byGradients.get(i)[1]);
              float[] back = BLUR.pullBack(files.get(i), blurred);
              for (int j = 0; j < image.length; j++) {
                byFiles[i][j] = image[j] + back[j];
              }
            });
    return byFiles;
  }

  /** The image and the blurred image, each moved along its direction and back. */
  private static float[][] around(float[][] images, float[][] directions) {
    List<float[]> moved = new ArrayList<>();
    for (int k = 0; k < images.length; k++) {
      double factor = factor(directions[k]);
      moved.add(moved(images[k], directions[k], factor));
      moved.add(moved(images[k], directions[k], -factor));
    }
    return moved.toArray(float[][]::new);
  }

  private static float[] moved(float[] image, float[] direction, double factor) {
    float[] moved = image.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (factor * direction[i]);
    }
    return moved;
  }

  private static float[] difference(float[] ahead, float[] behind, float[] direction) {
    double factor = factor(direction);
    float[] difference = new float[ahead.length];
    for (int i = 0; i < difference.length && factor > 0; i++) {
      difference[i] = (float) (((double) ahead[i] - behind[i]) / (2 * factor));
    }
    return difference;
  }

  /** What takes a direction to the wanted distance; 0 where there is no direction. */
  private static double factor(float[] direction) {
    double squares = 0;
    for (float each : direction) {
      squares += (double) each * each;
    }
    return squares > 0 ? DISTANCE * Math.sqrt(direction.length / squares) : 0;
  }

  /** The derivative by rows of the sum of the predicted margins of planes. */
  private float[][] margins(int file, int planes, int size) {
    float[][] byRows = new float[planes][size];
    for (float[] byRow : byRows) {
      byRow[leading[file][0]] = 1;
      byRow[leading[file][1]] = -1;
    }
    return byRows;
  }

  /** The classes of the two largest logits. */
  static int[] leading(float[] row, int classes) {
    int first = 0;
    for (int k = 1; k < classes; k++) {
      first = row[k] > row[first] ? k : first;
    }
    int second = first == 0 ? 1 : 0;
    for (int k = 0; k < classes; k++) {
      second = k != first && row[k] > row[second] ? k : second;
    }
    return new int[] {first, second};
  }
}
