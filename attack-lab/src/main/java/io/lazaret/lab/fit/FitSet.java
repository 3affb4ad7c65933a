package io.lazaret.lab.fit;

import java.util.List;

/**
 * What a detector is fitted on: rows of its statistics.
 *
 * @param examples of images whose patients are on the fitting side of the split
 */
public record FitSet(List<Example> examples) {

  /** What happened to an image. */
  public enum Kind {
    CLEAN,
    HARMLESS,
    ATTACKED
  }

  /**
   * An image.
   *
   * @param row the trainer's statistics of it
   * @param group the patient
   * @param kind what happened to it
   */
  public record Example(double[] row, String group, Kind kind) {}

  public FitSet {
    examples = List.copyOf(examples);
  }
}
