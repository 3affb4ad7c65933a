package io.lazaret.core.model;

import java.util.function.Function;

/**
 * An architecture that Lazaret builds, trains and folds itself. Its parameters have torchvision's
 * names, so that published weights load; the layer that gives the logits has torchvision's name
 * too, and the head, which torchvision does not know, is {@code head}.
 */
public sealed interface BuiltIn extends Architecture permits ResNet, MobileNetV2 {

  /** What the network reads and says. */
  Ends ends();

  /** The name of the layer that gives the logits. */
  String classifier();

  /** Takes the architecture apart. */
  <T> T fold(Function<ResNet, T> resNet, Function<MobileNetV2, T> mobileNetV2);

  @Override
  default Geometry geometry() {
    return ends().geometry();
  }

  @Override
  default int classes() {
    return ends().classes();
  }

  @Override
  default String weightsFile() {
    return "backbone.safetensors";
  }
}
