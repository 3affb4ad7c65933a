package io.lazaret.core.model.djl;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Layers in plain loops, their weights from a file: an oracle that shares nothing with the engine.
 */
final class NaiveLayers implements AutoCloseable {
  private final TensorFile weights;

  /** Activations: channels x height x width. */
  static final class Plane {
    final int channels;
    final int height;
    final int width;
    final double[] values;

    Plane(int channels, int height, int width, double[] values) {
      this.channels = channels;
      this.height = height;
      this.width = width;
      this.values = values;
    }

    double at(int channel, int y, int x, double outside) {
      boolean inside = y >= 0 && x >= 0 && y < height && x < width;
      return inside ? values[(channel * height + y) * width + x] : outside;
    }
  }

  NaiveLayers(Path weights) {
    try {
      this.weights = TensorFile.open(weights);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String layer) {
    return shape(layer + ".weight") != null;
  }

  private long[] shape(String name) {
    try {
      return weights.find(name).map(found -> found.shape().getShape()).orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private float[] values(String name) {
    try {
      return weights.read(name, (int) new Shape(shape(name)).size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A convolution; its weight's second size says how many channels each output reads. */
  Plane convolve(String name, Plane x, int stride) {
    float[] weight = values(name + ".weight");
    float[] bias = values(name + ".bias");
    long[] shape = shape(name + ".weight");
    int out = (int) shape[0];
    int read = (int) shape[1];
    int kernel = (int) shape[2];
    int height = (x.height + stride - 1) / stride;
    int width = (x.width + stride - 1) / stride;
    double[] result = new double[out * height * width];
    for (int to = 0, i = 0; to < out; to++) {
      int first = x.channels == read ? 0 : to * read;
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++, i++) {
          double sum = bias[to];
          int w = to * read * kernel * kernel;
          for (int from = first; from < first + read; from++) {
            for (int k = 0; k < kernel * kernel; k++, w++) {
              int y = row * stride + k / kernel - kernel / 2;
              sum += weight[w] * x.at(from, y, column * stride + k % kernel - kernel / 2, 0);
            }
          }
          result[i] = sum;
        }
      }
    }
    return new Plane(out, height, width, result);
  }

  /** The largest of every 3 x 3 neighbourhood, at every other row and column. */
  static Plane maximum(Plane x) {
    int height = (x.height + 1) / 2;
    int width = (x.width + 1) / 2;
    double[] result = new double[x.channels * height * width];
    for (int channel = 0, i = 0; channel < x.channels; channel++) {
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++, i++) {
          result[i] = Double.NEGATIVE_INFINITY;
          for (int k = 0; k < 9; k++) {
            int y = 2 * row + k / 3 - 1;
            double value = x.at(channel, y, 2 * column + k % 3 - 1, Double.NEGATIVE_INFINITY);
            result[i] = Math.max(result[i], value);
          }
        }
      }
    }
    return new Plane(x.channels, height, width, result);
  }

  static Plane rectify(Plane x, double most) {
    double[] result = x.values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.min(most, Math.max(0, result[i]));
    }
    return new Plane(x.channels, x.height, x.width, result);
  }

  static Plane add(Plane a, Plane b) {
    double[] result = a.values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] += b.values[i];
    }
    return new Plane(a.channels, a.height, a.width, result);
  }

  static double[] means(Plane x) {
    double[] means = new double[x.channels];
    int plane = x.height * x.width;
    for (int i = 0; i < x.values.length; i++) {
      means[i / plane] += x.values[i] / plane;
    }
    return means;
  }

  static double[] deviations(Plane x) {
    double[] means = means(x);
    double[] deviations = new double[x.channels];
    int plane = x.height * x.width;
    for (int i = 0; i < x.values.length; i++) {
      double distance = x.values[i] - means[i / plane];
      deviations[i / plane] += distance * distance / plane;
    }
    for (int channel = 0; channel < x.channels; channel++) {
      deviations[channel] = Math.sqrt(deviations[channel]);
    }
    return deviations;
  }

  double[] linear(String name, double[] x) {
    float[] weight = values(name + ".weight");
    float[] bias = values(name + ".bias");
    double[] y = new double[bias.length];
    for (int k = 0; k < y.length; k++) {
      y[k] = bias[k];
      for (int i = 0; i < x.length; i++) {
        y[k] += weight[k * x.length + i] * x[i];
      }
    }
    return y;
  }

  @Override
  public void close() {
    try {
      weights.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
