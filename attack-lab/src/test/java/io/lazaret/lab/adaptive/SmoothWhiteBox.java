package io.lazaret.lab.adaptive;

import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Geometry;
import io.lazaret.lab.attack.Gradients;
import io.lazaret.lab.attack.Objective;
import io.lazaret.lab.attack.TappedModel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A model whose gradient turns smoothly with the image: every number of a row is a weighted sum of
 * hyperbolic tangents of weighted sums of the samples. In double precision, each image by itself.
 */
final class SmoothWhiteBox implements TappedModel {
  private static final List<FeatureLayout.Tap> TAPS = List.of(new FeatureLayout.Tap("only", 4));

  private final Geometry geometry;
  private final FeatureLayout layout;
  private final double[][] inner;
  private final double[][] outer;

  /**
   * @param steepness how much of a bend there is
   */
  SmoothWhiteBox(Geometry geometry, int classes, double steepness, long seed) {
    this.geometry = geometry;
    this.layout = new FeatureLayout(classes, TAPS);
    Random random = new Random(seed);
    this.inner = random(random, 12, geometry.size(), steepness);
    this.outer = random(random, layout.size(), 12, 1);
  }

  private static double[][] random(Random random, int rows, int columns, double scale) {
    double[][] weights = new double[rows][columns];
    for (double[] row : weights) {
      for (int i = 0; i < columns; i++) {
        row[i] = scale * random.nextGaussian();
      }
    }
    return weights;
  }

  @Override
  public Geometry geometry() {
    return geometry;
  }

  @Override
  public int classes() {
    return layout.classes();
  }

  @Override
  public FeatureLayout layout() {
    return layout;
  }

  @Override
  public float[][] logits(float[][] images) {
    return Arrays.stream(rows(images))
        .map(row -> Arrays.copyOf(row, classes()))
        .toArray(float[][]::new);
  }

  @Override
  public float[][] rows(float[][] images) {
    return Arrays.stream(images).map(this::row).toArray(float[][]::new);
  }

  private double[] hidden(float[] image) {
    double[] hidden = new double[inner.length];
    for (int j = 0; j < hidden.length; j++) {
      for (int i = 0; i < image.length; i++) {
        hidden[j] += inner[j][i] * (image[i] - 0.5);
      }
      hidden[j] = Math.tanh(hidden[j]);
    }
    return hidden;
  }

  private float[] row(float[] image) {
    double[] hidden = hidden(image);
    float[] row = new float[outer.length];
    for (int k = 0; k < row.length; k++) {
      double sum = 0;
      for (int j = 0; j < hidden.length; j++) {
        sum += outer[k][j] * hidden[j];
      }
      row[k] = (float) sum;
    }
    return row;
  }

  private float[] byImage(float[] image, float[] byRow) {
    double[] hidden = hidden(image);
    double[] gradient = new double[image.length];
    for (int j = 0; j < hidden.length; j++) {
      double byHidden = 0;
      for (int k = 0; k < byRow.length; k++) {
        byHidden += outer[k][j] * byRow[k];
      }
      for (int i = 0; i < image.length; i++) {
        gradient[i] += byHidden * (1 - hidden[j] * hidden[j]) * inner[j][i];
      }
    }
    float[] rounded = new float[gradient.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) gradient[i];
    }
    return rounded;
  }

  @Override
  public Gradients gradient(float[][] images, Objective objective) {
    float[][] logits = logits(images);
    float[][] gradients = new float[images.length][];
    for (int n = 0; n < images.length; n++) {
      gradients[n] = byImage(images[n], objective.byLogits(n, logits[n]));
    }
    return new Gradients(logits, gradients);
  }

  @Override
  public RowGradients gradientOfRows(float[][][] images, RowObjective objective) {
    float[][][] rows = Arrays.stream(images).map(this::rows).toArray(float[][][]::new);
    float[][][] gradients = new float[images.length][][];
    for (int n = 0; n < images.length; n++) {
      float[][] byRows = objective.byRows(n, rows[n]);
      gradients[n] = new float[images[n].length][];
      for (int plane = 0; plane < images[n].length; plane++) {
        gradients[n][plane] = byImage(images[n][plane], byRows[plane]);
      }
    }
    return new RowGradients(rows, gradients);
  }
}
