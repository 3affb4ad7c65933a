package io.lazaret.lab.study;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How long a study will still take, from what its parts have to compute and from how fast those
 * went that are done. Parts that were found in the workspace, whole or in part, say nothing. Knows
 * no clock: it is told how long things took.
 */
final class TimeLeft {
  private static final int NONE = -1;

  private final List<Workload.Part> parts;
  private int current = NONE;
  private double workedInPart;
  private int stagesOfPart;
  private boolean partWasBegun;
  private double knownPasses;
  private double knownSeconds;

  TimeLeft(Workload workload) {
    this.parts = workload.parts();
  }

  /** Says that a part begins, and so that those before it are done; unknown names are ignored. */
  void part(String name) {
    for (int i = current + 1; i < parts.size(); i++) {
      if (parts.get(i).name().equals(name)) {
        finishPart();
        current = i;
        return;
      }
    }
  }

  private void finishPart() {
    boolean teaches = current != NONE && workedInPart > 0 && !partWasBegun;
    if (teaches && parts.get(current).passes() > 0) {
      knownPasses += parts.get(current).passes();
      knownSeconds += workedInPart;
    }
    workedInPart = 0;
    stagesOfPart = 0;
    partWasBegun = false;
  }

  /** Says that something of the part was in the workspace already, and took no time. */
  void found() {
    partWasBegun = true;
  }

  /** Says that a stage of the part is done. */
  void worked(double seconds) {
    workedInPart += seconds;
    stagesOfPart++;
  }

  /**
   * The seconds left, where anything is known yet.
   *
   * @param share of the running stage that is done, in [0, 1]
   * @param seconds that it has taken so far
   */
  OptionalDouble seconds(double share, double seconds) {
    if (current == NONE) {
      return OptionalDouble.empty();
    }
    double passes = parts.get(current).passes();
    double secondsOfPass = knownSeconds / knownPasses;
    if (knownPasses <= 0 && current == 0 && stagesOfPart == 0 && share > 0 && passes > 0) {
      secondsOfPass = seconds / share / passes; // the first part has one stage
    }
    if (!(secondsOfPass > 0) || Double.isInfinite(secondsOfPass)) {
      return OptionalDouble.empty();
    }
    double taken = workedInPart + seconds;
    double stage = share > 0 ? seconds * (1 - share) / share : 0;
    double part = passes * secondsOfPass - taken;
    if (part < 0 && passes > 0) {
      secondsOfPass = taken / passes; // slower than what came before: so may be what comes after
    }
    double later =
        parts.subList(current + 1, parts.size()).stream().mapToDouble(Workload.Part::passes).sum();
    return OptionalDouble.of(Math.max(stage, part) + later * secondsOfPass);
  }
}
