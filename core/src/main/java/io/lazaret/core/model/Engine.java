package io.lazaret.core.model;

/** What computes a network. */
public enum Engine {
  /** PyTorch: everything, on CPUs and GPUs. */
  PYTORCH,

  /**
   * ONNX Runtime: quicker on CPUs. Only there where the build took it in; runs the networks that
   * Lazaret builds itself, and has no gradients.
   */
  ONNXRUNTIME
}
