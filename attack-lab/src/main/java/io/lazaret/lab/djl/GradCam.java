package io.lazaret.lab.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.ResampleKernel;
import io.lazaret.core.model.Resampling;
import io.lazaret.core.model.djl.EngineCall;
import io.lazaret.core.model.djl.FoldedNetwork;
import io.lazaret.core.model.djl.InputGradients;
import io.lazaret.core.model.djl.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a network looks when it names a class: Grad-CAM (Selvaraju et al., ICCV 2017) at the last
 * activations before the average pool. Each channel of them counts by the mean gradient of the
 * predicted class's logit; what speaks against the class is left out.
 */
public final class GradCam {
  /** Images of one pass: fixed, so that memory is bounded. */
  private static final int BATCH = 32;

  private final Architecture architecture;
  private final FoldedNetwork loaded;

  GradCam(Architecture architecture, FoldedNetwork loaded) {
    this.architecture = architecture;
    this.loaded = loaded;
  }

  /**
   * Where the network looks in one image.
   *
   * @param predicted the class that it names
   * @param attention how much each pixel speaks for that class: height x width, none below 0, in no
   *     particular unit; all 0 where nothing does
   */
  public record HeatMap(int predicted, float[] attention) {}

  /**
   * The heat map of each image.
   *
   * @param images intensities in [0, 1], channels x height x width
   */
  public List<HeatMap> of(float[][] images) {
    List<HeatMap> maps = new ArrayList<>();
    for (int from = 0; from < images.length; from += BATCH) {
      maps.addAll(batch(Arrays.copyOfRange(images, from, Math.min(images.length, from + BATCH))));
    }
    return maps;
  }

  private List<HeatMap> batch(float[][] images) {
    Network network = loaded.network();
    int[] predicted = new int[images.length];
    try (EngineCall call = EngineCall.begin(loaded.manager())) {
      NDArray input =
          call.manager()
              .create(images)
              .reshape(Tensors.shape(architecture.geometry(), images.length));
      NDArray maps = network.lastMaps(loaded.store(), input);
      float[] activations = maps.toFloatArray();
      float[] gradients =
          InputGradients.of(
                  maps,
                  from -> network.logitsOfMaps(loaded.store(), from),
                  logits -> seed(logits, predicted))
              .toFloatArray();
      return heatMaps(activations, gradients, maps.getShape(), predicted);
    }
  }

  /** 1 at the predicted class of each image, 0 elsewhere. */
  private float[] seed(float[] logits, int[] predicted) {
    int classes = architecture.classes();
    float[] seed = new float[logits.length];
    for (int i = 0; i < predicted.length; i++) {
      int best = i * classes;
      for (int k = best; k < (i + 1) * classes; k++) {
        best = logits[k] > logits[best] ? k : best;
      }
      predicted[i] = best - i * classes;
      seed[best] = 1;
    }
    return seed;
  }

  private List<HeatMap> heatMaps(
      float[] activations, float[] gradients, Shape shape, int[] predicted) {
    Geometry geometry = architecture.geometry();
    int channels = (int) shape.get(1);
    int rows = (int) shape.get(2);
    int columns = (int) shape.get(3);
    Resampling enlarge =
        ResampleKernel.BILINEAR.resampling(rows, columns, geometry.height(), geometry.width());
    List<HeatMap> maps = new ArrayList<>();
    for (int i = 0; i < predicted.length; i++) {
      float[] small =
          weighted(activations, gradients, i * channels * rows * columns, channels, rows * columns);
      maps.add(new HeatMap(predicted[i], enlarge.apply(small)));
    }
    return maps;
  }

  /** The channels' sum, each times its mean gradient; nothing below 0. */
  private static float[] weighted(
      float[] activations, float[] gradients, int offset, int channels, int size) {
    double[] sum = new double[size];
    for (int channel = 0; channel < channels; channel++) {
      int start = offset + channel * size;
      double weight = 0;
      for (int at = 0; at < size; at++) {
        weight += gradients[start + at] / size;
      }
      for (int at = 0; at < size; at++) {
        sum[at] += weight * activations[start + at];
      }
    }
    float[] map = new float[size];
    for (int at = 0; at < size; at++) {
      map[at] = (float) Math.max(0, sum[at]);
    }
    return map;
  }
}
