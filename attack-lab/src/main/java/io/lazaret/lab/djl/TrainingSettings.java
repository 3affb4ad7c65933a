package io.lazaret.lab.djl;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a backbone is trained: AdamW under one cycle of the learning rate (Smith and Topin, 2019).
 *
 * @param epochs passes over the images, at least 1
 * @param batchSize images of a step, at least 2
 * @param learningRate the cycle's peak
 * @param weightDecay of AdamW
 * @param labelSmoothing share of every target that is spread over the classes, 0 to below 1
 * @param dropout share of the penultimate vector that each step leaves out, 0 to below 1
 * @param augmentation how images are changed at random
 * @param pretrained published weights to begin with, safetensors or npz under torchvision's names;
 *     without them training begins from scratch
 */
public record TrainingSettings(
    int epochs,
    int batchSize,
    double learningRate,
    double weightDecay,
    double labelSmoothing,
    double dropout,
    AugmentationSettings augmentation,
    Optional<Path> pretrained) {
  public TrainingSettings {
    if (epochs < 1 || batchSize < 2 || !(learningRate > 0)) {
      throw new IllegalArgumentException(
          "epochs, batchSize (2 or more) and learningRate must be positive");
    }
    checkShare("labelSmoothing", labelSmoothing);
    checkShare("dropout", dropout);
  }

  /** From scratch, without dropout, for other times over the images at another rate. */
  public TrainingSettings fromScratch(int times, double rate) {
    return new TrainingSettings(
        times, batchSize, rate, weightDecay, labelSmoothing, 0, augmentation, Optional.empty());
  }

  private static void checkShare(String name, double share) {
    if (!(share >= 0 && share < 1)) {
      throw new IllegalArgumentException(name + " must be 0 to below 1, not " + share);
    }
  }
}
