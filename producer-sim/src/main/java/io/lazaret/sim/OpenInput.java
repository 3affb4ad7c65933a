package io.lazaret.sim;

import io.lazaret.core.detect.Verdict;
import io.lazaret.sim.AuditReport.Kind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An input that has been read and has no route or no verdict yet. Some 60 bytes. */
final class OpenInput {
  private final int fingerprint;
  private final long readNanos;
  private @Nullable Route route;
  private Verdict.@Nullable Outcome header;
  private Verdict.@Nullable Outcome verdict;

  /**
   * @param readNanos when it was read, by {@link System#nanoTime}
   */
  OpenInput(int fingerprint, long readNanos) {
    this.fingerprint = fingerprint;
    this.readNanos = readNanos;
  }

  long readNanos() {
    return readNanos;
  }

  boolean isRouted() {
    return route != null;
  }

  boolean isJudged() {
    return verdict != null;
  }

  boolean isSettled() {
    return isRouted() && isJudged();
  }

  /** Strikes off a route or a verdict. */
  void strike(Output output, LawBreaks breaks) {
    if (output.isRoute()) {
      route(output, breaks);
    } else {
      verdict(output, breaks);
    }
  }

  private void route(Output output, LawBreaks breaks) {
    if (output.fingerprint() != fingerprint) {
      breaks.found(Kind.ALTERED, output.source(), output.place());
    }
    if (isRouted()) {
      breaks.found(Kind.DUPLICATE_ROUTE, output.source(), output.place());
      return;
    }
    route = output.route().orElseThrow();
    header = output.outcome().orElse(null);
    if (!agrees()) {
      breaks.found(Kind.DISAGREEING, output.source(), output.place());
    }
  }

  private void verdict(Output output, LawBreaks breaks) {
    if (isJudged()) {
      breaks.found(Kind.DUPLICATE_VERDICT, output.source(), output.place());
      return;
    }
    boolean saidBefore = isRouted() && !agrees();
    verdict = output.outcome().orElseThrow();
    if (isRouted() && !saidBefore && !agrees()) {
      breaks.found(Kind.DISAGREEING, output.source(), output.place());
    }
  }

  /** Whether route, its header and the verdict, as far as it is known, say the same. */
  private boolean agrees() {
    return Optional.ofNullable(header)
        .filter(outcome -> Route.of(outcome) == route)
        .filter(outcome -> verdict == null || verdict == outcome)
        .isPresent();
  }
}
