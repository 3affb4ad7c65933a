package io.lazaret.lab.djl;

import ai.djl.ndarray.types.Shape;
import io.lazaret.core.model.Geometry;

/** Shapes of image batches. */
final class Tensors {
  private Tensors() {}

  static Shape shape(Geometry geometry, int images) {
    return new Shape(images, geometry.channels(), geometry.height(), geometry.width());
  }
}
