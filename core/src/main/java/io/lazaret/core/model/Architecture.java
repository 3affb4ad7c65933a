package io.lazaret.core.model;

/** What a diagnostic network is, weights apart: what it reads, and the numbers that it gives. */
public sealed interface Architecture permits BuiltIn, TorchScript {

  /** What it reads: intensities in [0, 1]. */
  Geometry geometry();

  /**
   * The taps in the order of the network. The last is the end of the convolutions, whose means go
   * on to the head or the logits.
   */
  FeatureLayout layout();

  /** The name that the file of its weights has in a bundle. */
  String weightsFile();

  /** Number of logits. */
  default int classes() {
    return layout().classes();
  }
}
