package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.GradientFilter;
import io.lazaret.core.model.Prepared;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The input gradient of the predicted margin, at each image and at its blurred self, made into rows
 * of the {@link GradientFilter}. The residuals come ready with the images, from the many threads
 * that prepare them; here only what needs the gradient is computed. Memory is taken by the first
 * image that asks.
 */
final class GradientPass {
  /** Images of one pass, two rows each: a graph for back-propagation keeps all activations. */
  private static final int IMAGES = 16;

  private static final int ROWS = 2;

  private final LoadedNetwork loaded;
  private final Geometry geometry;
  private ByteBuffer input = ByteBuffer.allocateDirect(0);
  private @Nullable GradientFilter filter;

  GradientPass(LoadedNetwork loaded, Geometry geometry) {
    this.loaded = loaded;
    this.geometry = geometry;
  }

  /** The row of each image, in order. */
  List<float[]> run(List<Prepared> batch) {
    List<float[]> rows = new ArrayList<>(batch.size());
    for (int from = 0; from < batch.size(); from += IMAGES) {
      rows.addAll(chunk(batch.subList(from, Math.min(batch.size(), from + IMAGES))));
    }
    return rows;
  }

  private List<float[]> chunk(List<Prepared> images) {
    double[] margins = new double[images.size()];
    try (EngineCall call = EngineCall.begin(loaded.manager())) {
      NDArray planes = call.manager().create(fill(images), shape(images.size()), DataType.FLOAT32);
      NDArray gradients = InputGradients.of(loaded, planes, logits -> seed(logits, margins));
      return rows(images, margins, gradients.toByteBuffer(true).asFloatBuffer());
    }
  }

  private Shape shape(int images) {
    return new Shape(
        (long) ROWS * images, geometry.channels(), geometry.height(), geometry.width());
  }

  private ByteBuffer fill(List<Prepared> images) {
    int bytes = images.size() * ROWS * geometry.size() * Float.BYTES;
    if (input.capacity() < bytes) {
      input = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    input.clear().limit(bytes);
    FloatBuffer floats = input.asFloatBuffer();
    images.forEach(image -> image.copyGradientPlanesTo(floats));
    return input;
  }

  /** One for the image's largest logit, minus one for its second, in both rows of each image. */
  private static float[] seed(float[] logits, double[] margins) {
    float[] seed = new float[logits.length];
    int classes = logits.length / (ROWS * margins.length);
    for (int image = 0; image < margins.length; image++) {
      int start = image * ROWS * classes;
      int first = largest(logits, start, classes, -1);
      int second = largest(logits, start, classes, first);
      margins[image] = (double) logits[start + first] - logits[start + second];
      for (int row = 0; row < ROWS; row++) {
        seed[start + row * classes + first] = 1;
        seed[start + row * classes + second] = -1;
      }
    }
    return seed;
  }

  private static int largest(float[] logits, int start, int classes, int except) {
    int best = except == 0 ? 1 : 0;
    for (int k = 0; k < classes; k++) {
      if (k != except && logits[start + k] > logits[start + best]) {
        best = k;
      }
    }
    return best;
  }

  private List<float[]> rows(List<Prepared> images, double[] margins, FloatBuffer gradients) {
    if (filter == null) {
      filter = new GradientFilter(geometry.size());
    }
    List<float[]> rows = new ArrayList<>(images.size());
    for (int i = 0; i < images.size(); i++) {
      rows.add(filter.row(images.get(i), gradients, margins[i]));
    }
    return rows;
  }
}
