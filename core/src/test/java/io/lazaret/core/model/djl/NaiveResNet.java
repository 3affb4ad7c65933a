package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDManager;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.Levels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The folded network in plain loops: an oracle that shares nothing with the engine. */
final class NaiveResNet {
  private final Map<String, float[]> values = new HashMap<>();
  private final Map<String, long[]> shapes = new HashMap<>();

  /** Activations: channels x height x width. */
  private static final class Map3 {
    private final int channels;
    private final int height;
    private final int width;
    private final double[] values;

    private Map3(int channels, int height, int width, double[] values) {
      this.channels = channels;
      this.height = height;
      this.width = width;
      this.values = values;
    }

    double at(int channel, int y, int x) {
      boolean outside = y < 0 || x < 0 || y >= height || x >= width;
      return outside ? 0 : values[(channel * height + y) * width + x];
    }
  }

  /** Logits, then means and deviations of every tap. */
  static float[] features(Architecture architecture, Path weights, Levels image) {
    return new NaiveResNet(architecture, weights).run(architecture, image);
  }

  private NaiveResNet(Architecture architecture, Path weights) {
    try (NDManager manager = NDManager.newBaseManager()) {
      ResNet network = new ResNet(architecture, true);
      network.initialize(manager);
      Weights.read(network, weights);
      network
          .parametersByName()
          .forEach(
              (name, parameter) -> {
                values.put(name, parameter.getArray().toFloatArray());
                shapes.put(name, parameter.getArray().getShape().getShape());
              });
    }
  }

  private float[] run(Architecture architecture, Levels image) {
    var geometry = architecture.geometry();
    double[] input = new double[geometry.size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = (image.level(i) / 255.0 - architecture.mean()) / architecture.deviation();
    }
    Map3 x = new Map3(geometry.channels(), geometry.height(), geometry.width(), input);
    x = relu(convolve("conv1", x, 2));
    List<Double> taps = new ArrayList<>();
    double[] means = null;
    for (int stage = 0; stage < architecture.blocks().size(); stage++) {
      for (int block = 0; block < architecture.blocks().get(stage); block++) {
        String name = "layer" + (stage + 1) + "." + block;
        int stride = stage > 0 && block == 0 ? 2 : 1;
        Map3 y = relu(convolve(name + ".conv1", x, stride));
        y = convolve(name + ".conv2", y, 1);
        boolean projected = values.containsKey(name + ".downsample.0.weight");
        x = relu(add(y, projected ? convolve(name + ".downsample.0", x, stride) : x));
        means = pool(x, taps);
      }
    }
    return join(logits(means), taps);
  }

  private Map3 convolve(String name, Map3 x, int stride) {
    float[] weight = values.get(name + ".weight");
    float[] bias = values.get(name + ".bias");
    long[] shape = shapes.get(name + ".weight");
    int out = (int) shape[0];
    int kernel = (int) shape[2];
    int height = (x.height + stride - 1) / stride;
    int width = (x.width + stride - 1) / stride;
    double[] result = new double[out * height * width];
    for (int to = 0, i = 0; to < out; to++) {
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++, i++) {
          double sum = bias[to];
          int w = to * x.channels * kernel * kernel;
          for (int from = 0; from < x.channels; from++) {
            for (int k = 0; k < kernel * kernel; k++, w++) {
              int y = row * stride + k / kernel - kernel / 2;
              sum += weight[w] * x.at(from, y, column * stride + k % kernel - kernel / 2);
            }
          }
          result[i] = sum;
        }
      }
    }
    return new Map3(out, height, width, result);
  }

  private static Map3 relu(Map3 x) {
    double[] result = x.values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] = Math.max(0, result[i]);
    }
    return new Map3(x.channels, x.height, x.width, result);
  }

  private static Map3 add(Map3 a, Map3 b) {
    double[] result = a.values.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] += b.values[i];
    }
    return new Map3(a.channels, a.height, a.width, result);
  }

  private static double[] pool(Map3 x, List<Double> taps) {
    double[] means = new double[x.channels];
    double[] deviations = new double[x.channels];
    int plane = x.height * x.width;
    for (int channel = 0; channel < x.channels; channel++) {
      for (int i = 0; i < plane; i++) {
        means[channel] += x.values[channel * plane + i] / plane;
      }
      for (int i = 0; i < plane; i++) {
        double distance = x.values[channel * plane + i] - means[channel];
        deviations[channel] += distance * distance / plane;
      }
    }
    for (double mean : means) {
      taps.add(mean);
    }
    for (double variance : deviations) {
      taps.add(Math.sqrt(variance));
    }
    return means;
  }

  private double[] logits(double[] pooled) {
    float[] weight = values.get("fc.weight");
    float[] bias = values.get("fc.bias");
    double[] logits = new double[bias.length];
    for (int k = 0; k < logits.length; k++) {
      logits[k] = bias[k];
      for (int i = 0; i < pooled.length; i++) {
        logits[k] += weight[k * pooled.length + i] * pooled[i];
      }
    }
    return logits;
  }

  private static float[] join(double[] logits, List<Double> taps) {
    float[] row = new float[logits.length + taps.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (i < logits.length ? logits[i] : taps.get(i - logits.length));
    }
    return row;
  }
}
