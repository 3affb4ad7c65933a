package io.lazaret.core.model.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.lazaret.core.RefusedException;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.TorchScript;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Finds out what a TorchScript network gives, and whether it can be attacked and served: it must
 * give the same for an image whatever its companions and however often it is asked, and it must
 * have an input gradient.
 */
public final class ScriptProbe {
  private static final int IMAGES = 3;

  /** Batches of another size change the last digits; a network that mixes images changes more. */
  private static final double TOLERANCE = 1e-3;

  private final Path file;
  private final ScriptedNetwork network;
  private final Geometry geometry;

  private ScriptProbe(Path file, ScriptedNetwork network, Geometry geometry) {
    this.file = file;
    this.network = network;
    this.geometry = geometry;
  }

  /**
   * Looks at a network.
   *
   * @param file a TorchScript program
   * @param geometry what it shall read
   * @param classes what the data set has
   * @param device as for {@link Devices#named}
   * @throws RefusedException in one line, when it cannot be used
   */
  public static TorchScript inspect(Path file, Geometry geometry, int classes, String device) {
    try (ScriptedNetwork network = ScriptedNetwork.load(file, device)) {
      return new ScriptProbe(file, network, geometry).inspect(classes);
    }
  }

  private TorchScript inspect(int classes) {
    float[] noise = noise();
    try (EngineCall running = EngineCall.beginKeeping(network.manager())) {
      NDManager call = running.manager();
      ScriptOutputs outputs = network.outputs(images(call, noise, IMAGES));
      checkClasses(outputs.logits().getShape().get(1), classes);
      TorchScript architecture = outputs.architecture(geometry);
      float[] rows = outputs.rows().toFloatArray();
      checkFinite(rows, "numbers");
      checkLogits(outputs.logits().toFloatArray(), classes);
      float[] again = network.rows(images(call, noise, IMAGES)).toFloatArray();
      if (differ(rows, again, rows.length)) {
        throw refused("gives two answers to one image; export it in evaluation mode");
      }
      float[] alone = network.rows(images(call, noise, 1)).toFloatArray();
      if (differ(alone, rows, alone.length)) {
        throw refused(
            "gives an image another answer when it is alone; export it in evaluation mode");
      }
      checkGradient(call, noise, classes);
      return architecture;
    } catch (EngineException e) {
      throw refused(
          "cannot run on images of "
              + geometry.channels()
              + " x "
              + geometry.height()
              + " x "
              + geometry.width()
              + ": "
              + ScriptedNetwork.oneLine(e)
              + "; export it for any number of images, "
              + ScriptFile.HOW);
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage() + ", " + ScriptFile.HOW);
    }
  }

  private float[] noise() {
    Random random = new Random(1);
    float[] noise = new float[IMAGES * geometry.size()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = random.nextInt(256) / 255f;
    }
    return noise;
  }

  private NDArray images(NDManager call, float[] noise, int images) {
    float[] first = Arrays.copyOf(noise, images * geometry.size());
    return call.create(
        first, new Shape(images, geometry.channels(), geometry.height(), geometry.width()));
  }

  private void checkClasses(long logits, int classes) {
    if (logits == 1) {
      throw refused(
          "gives one logit for each image; two classes need two: export"
              + " torch.cat([torch.zeros_like(z), z], 1)");
    }
    if (logits != classes) {
      throw refused(
          "gives " + logits + " logits for each image, the data set has " + classes + " classes");
    }
  }

  /** Probabilities have no margin to attack where they are sure. */
  private void checkLogits(float[] logits, int classes) {
    boolean probabilities = true;
    for (int image = 0; image < logits.length / classes; image++) {
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        float value = logits[image * classes + k];
        probabilities &= value >= 0 && value <= 1;
        sum += value;
      }
      probabilities &= Math.abs(sum - 1) < 1e-4;
    }
    if (probabilities) {
      throw refused("gives probabilities; export it without the softmax at its end");
    }
  }

  private void checkGradient(NDManager call, float[] noise, int classes) {
    float[] gradient;
    try {
      gradient =
          InputGradients.ofRows(
                  network, images(call, noise, IMAGES), rows -> margins(rows, classes))
              .toFloatArray();
    } catch (EngineException | IllegalStateException | NullPointerException e) {
      throw refused("has no input gradient; export it without no_grad and detach");
    }
    checkFinite(gradient, "input gradients");
    for (float value : gradient) {
      if (value != 0) {
        return;
      }
    }
    throw refused("has an input gradient of zero; export it without no_grad, detach and rounding");
  }

  /** The derivative of the first logit less the second by the rows of all images. */
  private static float[] margins(float[] rows, int classes) {
    float[] seed = new float[rows.length];
    int size = rows.length / IMAGES;
    for (int image = 0; image < IMAGES; image++) {
      seed[image * size] = 1;
      seed[image * size + classes - 1] = -1;
    }
    return seed;
  }

  private void checkFinite(float[] values, String what) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw refused("gives " + what + " that are " + value);
      }
    }
  }

  private static boolean differ(float[] some, float[] others, int until) {
    for (int i = 0; i < until; i++) {
      if (Math.abs(some[i] - others[i]) > TOLERANCE * (1 + Math.abs(some[i]))) {
        return true;
      }
    }
    return false;
  }

  private RefusedException refused(String why) {
    return new RefusedException(file + ": " + why);
  }
}
