package io.lazaret.lab.study;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How long a study will still take, from what its parts have to compute and from how fast those
 * went that are done. Knows no clock: it is told how long things took.
 */
final class TimeLeft {
  private static final int NONE = -1;

  private final List<Workload.Part> parts;
  private SpentTime spent;
  private int current = NONE;
  private boolean firstStage;

  /**
   * @param spent by an earlier process on the same study
   */
  TimeLeft(Workload workload, SpentTime spent) {
    this.parts = workload.parts();
    this.spent = spent;
  }

  /** Says that a part begins, and so that those before it are done; unknown names are ignored. */
  void part(String name) {
    for (int i = current + 1; i < parts.size(); i++) {
      if (parts.get(i).name().equals(name)) {
        current = i;
        firstStage = true;
        return;
      }
    }
  }

  /** Says that a stage of the part is done. */
  void worked(double seconds) {
    if (current != NONE) {
      spent = spent.plus(parts.get(current).name(), seconds);
      firstStage = false;
    }
  }

  /** All time so far. */
  SpentTime spent() {
    return spent;
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
    double secondsOfPass = secondsOfPass();
    if (Double.isNaN(secondsOfPass) && current == 0 && firstStage && share > 0 && passes > 0) {
      secondsOfPass = seconds / share / passes; // the first part has one stage
    }
    if (!(secondsOfPass > 0) || Double.isInfinite(secondsOfPass)) {
      return OptionalDouble.empty();
    }
    double taken = spent.on(parts.get(current).name()) + seconds;
    double stage = share > 0 ? seconds * (1 - share) / share : 0;
    double part = passes * secondsOfPass - taken;
    if (part < 0 && passes > 0) {
      secondsOfPass = taken / passes; // slower than what came before: so may be what comes after
    }
    double later =
        parts.subList(current + 1, parts.size()).stream().mapToDouble(Workload.Part::passes).sum();
    return OptionalDouble.of(Math.max(stage, part) + later * secondsOfPass);
  }

  /** How fast the parts went that are done; not a number before the first. */
  private double secondsOfPass() {
    double seconds = 0;
    double passes = 0;
    for (Workload.Part part : parts.subList(0, current)) {
      if (part.passes() > 0 && spent.on(part.name()) > 0) {
        seconds += spent.on(part.name());
        passes += part.passes();
      }
    }
    return seconds / passes;
  }
}
