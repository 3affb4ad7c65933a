package io.lazaret.app.topology;

import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.VerdictEvent;
import java.util.Optional;

/**
 * A verdict and how long it took.
 *
 * @param timings in microseconds; not part of what a replay must reproduce
 * @param shadow what a candidate says beside it, where one does
 */
public record Judgement(Verdict verdict, VerdictEvent.Timings timings, Optional<Verdict> shadow) {

  /** Without a candidate. */
  public Judgement(Verdict verdict, VerdictEvent.Timings timings) {
    this(verdict, timings, Optional.empty());
  }
}
