package io.lazaret.lab.attack;

import java.util.List;

/**
 * How far beyond the decision boundary an attacked image lies, in logit units: its samples, and the
 * 8-bit file made of them, which is what a service gets to see.
 *
 * @param samples margin of the samples as they are; above 0 where the goal is reached
 * @param file margin of the file
 */
record Outcome(double samples, double file) {

  /** The outcome of each image. */
  static Outcome[] of(Classifier model, float[][] images, List<Goal> goals) {
    float[][] samples = model.logits(images);
    float[][] files = model.logitsOfFiles(images);
    Outcome[] outcomes = new Outcome[images.length];
    for (int i = 0; i < images.length; i++) {
      Goal goal = goals.get(i);
      outcomes[i] = new Outcome(goal.margin(samples[i]), goal.margin(files[i]));
    }
    return outcomes;
  }

  /** A file beyond the boundary is worth more than samples beyond it, and these than margin. */
  boolean betters(Outcome other) {
    int worth = worth() - other.worth();
    return worth > 0 || worth == 0 && Math.min(samples, file) > Math.min(other.samples, other.file);
  }

  private int worth() {
    return (file > 0 ? 2 : 0) + (samples > 0 ? 1 : 0);
  }
}
