package io.lazaret.core.model.djl;

import io.lazaret.core.model.Normalisation;

/**
 * The steps that networks are made of. On arrays they compute; on names they only describe what is
 * to be computed. Layers are named as torchvision names them.
 *
 * <p>Images, maps and activations are N x channels x height x width, vectors are N x numbers. A
 * value that a step <em>takes</em> is not to be looked at again.
 *
 * @param <T> what stands for an array
 */
interface Operations<T> {

  /** {@code (images - mean) / deviation}; a grey image becomes as many channels as the numbers. */
  T normalise(T images, Normalisation by);

  /** A convolution with its bias, or with the batch normalisation behind it. */
  T convolve(String layer, T x);

  /** As {@link #convolve}, and takes what goes in. */
  default T convolveOn(String layer, T x) {
    T y = convolve(layer, x);
    release(x);
    return y;
  }

  /** The rectifier; takes what goes in. */
  T relu(T x);

  /** The rectifier that ends at 6; takes what goes in. */
  T relu6(T x);

  /** The largest of 3 x 3 at a stride of 2; takes what goes in. */
  T largest(T x);

  /** The sum of two activations of one shape; takes the first. */
  T add(T x, T other);

  /** The mean of each channel: a vector. */
  T pool(T maps);

  /** A linear layer with its bias, on vectors. */
  T linear(String layer, T x);

  /** Keeps two vectors of a tap, if anybody asked for them: means and deviations of channels. */
  void tap(T x);

  /** Takes an activation, as nothing needs it any more. */
  void release(T x);
}
