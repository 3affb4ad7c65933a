package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * A model without a network: {@code logit k = sum over i of weight[k][i] * f(sample i)}. Every
 * image is computed by itself in double precision, so nothing can depend on its companions in a
 * batch.
 */
public final class AnalyticWhiteBox implements WhiteBoxModel {
  private final Geometry geometry;
  private final double[][] weights;
  private final DoubleUnaryOperator function;
  private final DoubleUnaryOperator derivative;

  private AnalyticWhiteBox(
      Geometry geometry,
      double[][] weights,
      DoubleUnaryOperator function,
      DoubleUnaryOperator derivative) {
    this.geometry = geometry;
    this.weights = weights;
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

  @Override
  public Geometry geometry() {
    return geometry;
  }

  @Override
  public int classes() {
    return weights.length;
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
    double[] sums = new double[classes()];
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
      gradients[n] = new float[images[n].length];
      for (int i = 0; i < images[n].length; i++) {
        double sum = 0;
        for (int k = 0; k < classes(); k++) {
          sum += byLogits[k] * weights[k][i];
        }
        gradients[n][i] = (float) (sum * derivative.applyAsDouble(images[n][i]));
      }
    }
    return new Gradients(logits, gradients);
  }
}
