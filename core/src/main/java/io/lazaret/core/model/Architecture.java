package io.lazaret.core.model;

import java.util.function.Function;

/**
 * What a diagnostic network is made of, weights apart. Its parameters have torchvision's names, so
 * that published weights load; the layer that gives the logits has torchvision's name too, and the
 * head, which torchvision does not know, is {@code head}.
 */
public sealed interface Architecture permits ResNet, MobileNetV2 {

  /** What the network reads and says. */
  Ends ends();

  /**
   * The taps in the order of the network. The last is the end of the convolutions, whose means go
   * on to the head or the logits.
   */
  FeatureLayout layout();

  /** The name of the layer that gives the logits. */
  String classifier();

  /** Takes the architecture apart. */
  <T> T fold(Function<ResNet, T> resNet, Function<MobileNetV2, T> mobileNetV2);

  default Geometry geometry() {
    return ends().geometry();
  }

  default int classes() {
    return ends().classes();
  }
}
