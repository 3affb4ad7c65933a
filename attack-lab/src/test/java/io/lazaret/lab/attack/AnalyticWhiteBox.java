package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * A model without a network: {@code logit k = sum over i of weight[k][i] * f(sample i)}, and the
 * numbers of its two taps likewise. Every image is computed by itself in double precision, so
 * nothing can depend on its companions in a batch.
 */
public final class AnalyticWhiteBox implements TappedModel {
  private static final List<FeatureLayout.Tap> TAPS =
      List.of(new FeatureLayout.Tap("first", 3), new FeatureLayout.Tap("second", 4));

  private final Geometry geometry;
  private final FeatureLayout layout;
  private final double[][] weights;
  private final DoubleUnaryOperator function;
  private final DoubleUnaryOperator derivative;

  private AnalyticWhiteBox(
      Geometry geometry,
      double[][] weights,
      DoubleUnaryOperator function,
      DoubleUnaryOperator derivative) {
    this.geometry = geometry;
    this.layout = new FeatureLayout(weights.length, TAPS);
    double[][] taps = random(geometry, layout.size() - weights.length, weights.length);
    this.weights = Arrays.copyOf(weights, layout.size());
    System.arraycopy(taps, 0, this.weights, weights.length, taps.length);
    this.function = function;
    this.derivative = derivative;
  }

  /** A linear model with random weights. */
  public static AnalyticWhiteBox linear(Geometry geometry, int classes, long seed) {
    return new AnalyticWhiteBox(geometry, random(geometry, classes, seed), x -> x, x -> 1);
  }

  /** A model whose gradient changes its sign several times within one 8-bit level. */
  static AnalyticWhiteBox wavy(Geometry geometry, int classes, long seed) {
    double frequency = 8 * Math.PI * 255;
    return new AnalyticWhiteBox(
        geometry,
        random(geometry, classes, seed),
        x -> Math.sin(frequency * x + 1),
        x -> frequency * Math.cos(frequency * x + 1));
  }

  private static double[][] random(Geometry geometry, int classes, long seed) {
    Random random = new Random(seed);
    double[][] weights = new double[classes][geometry.size()];
    for (double[] row : weights) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextGaussian();
      }
    }
    return weights;
  }

  double weight(int label, int sample) {
    return weights[label][sample];
  }

  /** A file of class 0 that needs less than half a level of every sample to be misread. */
  float[] halfLevelFromTheBoundary() {
    float[] image = new float[geometry.size()];
    Arrays.fill(image, 0.5f);
    Goal goal = Goal.untargeted(0);
    float[][] batch = {image};
    float[] gradient = gradient(batch, List.of(goal), Loss.MARGIN).byImage()[0];
    double slope = Norm.LINF.dual(gradient);
    double wanted = -0.3 / 255 * slope;
    Norm.LINF.step(image, gradient, (wanted - goal.margin(logits(batch)[0])) / slope);
    float[] file = Levels.quantise(geometry, image).intensities();
    double margin = goal.margin(logits(new float[][] {file})[0]);
    assertTrue(margin < 0 && margin > -0.49 / 255 * slope, "margin " + margin / slope * 255);
    assertArrayEquals(file, Levels.quantise(geometry, file).intensities());
    return file;
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
  public float[][] logits(float[][] images) {
    float[][] logits = new float[images.length][];
    for (int i = 0; i < images.length; i++) {
      logits[i] = logits(images[i]);
    }
    return logits;
  }

  private float[] logits(float[] image) {
    return Arrays.copyOf(row(image), classes());
  }

  @Override
  public FeatureLayout layout() {
    return layout;
  }

  @Override
  public float[][] rows(float[][] images) {
    return Arrays.stream(images).map(this::row).toArray(float[][]::new);
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

  private float[] row(float[] image) {
    double[] sums = new double[weights.length];
    for (int i = 0; i < image.length; i++) {
      double value = function.applyAsDouble(image[i]);
      for (int k = 0; k < sums.length; k++) {
        sums[k] += weights[k][i] * value;
      }
    }
    float[] logits = new float[sums.length];
    for (int k = 0; k < logits.length; k++) {
      logits[k] = (float) sums[k];
    }
    return logits;
  }

  @Override
  public Gradients gradient(float[][] images, Objective objective) {
    float[][] logits = logits(images);
    float[][] gradients = new float[images.length][];
    for (int n = 0; n < images.length; n++) {
      float[] byLogits = objective.byLogits(n, logits[n]);
      gradients[n] = byImage(images[n], byLogits);
    }
    return new Gradients(logits, gradients);
  }

  /** The derivative by the samples of a function of a row's first numbers. */
  private float[] byImage(float[] image, float[] byRow) {
    float[] gradient = new float[image.length];
    for (int i = 0; i < image.length; i++) {
      double sum = 0;
      for (int k = 0; k < byRow.length; k++) {
        sum += byRow[k] * weights[k][i];
      }
      gradient[i] = (float) (sum * derivative.applyAsDouble(image[i]));
    }
    return gradient;
  }
}
