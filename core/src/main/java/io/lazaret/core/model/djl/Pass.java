package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import io.lazaret.core.model.Normalisation;
import java.util.List;
import java.util.Optional;

/**
 * One way through a network, computed by PyTorch.
 *
 * @param layers the network's layers
 * @param store where DJL's blocks find their parameters
 * @param training whether batch normalisation goes by the batch
 * @param taps where the pooled taps are kept, if anyone asks for them
 */
record Pass(Layers layers, ParameterStore store, boolean training, Optional<NDList> taps)
    implements Operations<NDArray> {
  private static final Shape THREE = new Shape(3, 3);
  private static final Shape TWO = new Shape(2, 2);
  private static final Shape ONE = new Shape(1, 1);

  /**
   * Three numbers broadcast: a grey image becomes three channels here.
   *
   * <p>The numbers are tensors that live as long as the images. DJL's operators on a {@code Number}
   * close theirs at once, and with the next garbage collection its memory is gone; but the divisor
   * is kept for the way back, and the gradient would be garbage.
   */
  @Override
  public NDArray normalise(NDArray images, Normalisation by) {
    return images.sub(channels(images, by.mean())).div(channels(images, by.deviation()));
  }

  private static NDArray channels(NDArray images, List<Float> numbers) {
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.get(i);
    }
    return images.getManager().create(values, new Shape(1, values.length, 1, 1));
  }

  @Override
  public NDArray convolve(String layer, NDArray x) {
    NDList y = layers.block(layer).forward(store, new NDList(x), training);
    return layers
        .norm(layer)
        .filter(norm -> !layers.folded())
        .map(norm -> layers.block(norm).forward(store, y, training))
        .orElse(y)
        .singletonOrThrow();
  }

  @Override
  public NDArray relu(NDArray x) {
    NDArray y = Activation.relu(x);
    release(x);
    return y;
  }

  @Override
  public NDArray relu6(NDArray x) {
    NDArray y = x.clip(0, 6);
    release(x);
    return y;
  }

  @Override
  public NDArray largest(NDArray x) {
    NDArray y = Pool.maxPool2d(x, THREE, TWO, ONE, false);
    release(x);
    return y;
  }

  @Override
  public NDArray add(NDArray x, NDArray other) {
    return x.addi(other);
  }

  @Override
  public NDArray pool(NDArray maps) {
    return Pooling.flatten(maps).mean(new int[] {2});
  }

  @Override
  public NDArray linear(String layer, NDArray x) {
    return layers.block(layer).forward(store, new NDList(x), training).singletonOrThrow();
  }

  @Override
  public void tap(NDArray x) {
    taps.ifPresent(
        kept -> {
          NDArray flat = Pooling.flatten(x);
          Pooling.add(flat, kept);
          giveBack(flat);
        });
  }

  @Override
  public void release(NDArray x) {
    giveBack(x);
  }

  /**
   * Gives the memory of an activation back at once, not with all others at the end: a batch of
   * ResNet-18 at 224 pixels would take gigabytes. Not where a way back leads through it.
   */
  static void giveBack(NDArray x) {
    if (!x.hasGradient()) {
      x.close();
    }
  }
}
