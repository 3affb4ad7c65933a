package io.lazaret.lab.djl;

/**
 * How a backbone is trained: AdamW under one cycle of the learning rate (Smith and Topin, 2019).
 *
 * @param epochs passes over the images, at least 1
 * @param batchSize images of a step, at least 2
 * @param learningRate the cycle's peak
 * @param weightDecay of AdamW
 * @param labelSmoothing share of every target that is spread over the classes, 0 to below 1
 * @param flip whether images are mirrored left to right at random
 * @param rotationDegrees the largest random turn
 * @param scale the largest random change of size, as a share
 * @param shift the largest random shift, as a share of the image's side
 */
public record TrainingSettings(
    int epochs,
    int batchSize,
    double learningRate,
    double weightDecay,
    double labelSmoothing,
    boolean flip,
    double rotationDegrees,
    double scale,
    double shift) {
  public TrainingSettings {
    if (epochs < 1 || batchSize < 2 || !(learningRate > 0)) {
      throw new IllegalArgumentException(
          "epochs, batchSize (2 or more) and learningRate must be positive");
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "labelSmoothing must be 0 to below 1, not " + labelSmoothing);
    }
  }
}
