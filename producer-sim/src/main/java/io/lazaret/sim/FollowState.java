package io.lazaret.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.wire.JsonText;
import io.lazaret.sim.AuditReport.Kind;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How it stands with a law that is followed, at one moment.
 *
 * @param counts what was counted so far
 * @param oldestOpenSeconds for how long the oldest open input has been read; 0 when none is open
 * @param lag records of each topic that are committed and not read yet
 * @param skipped offsets of each topic that retention took before they were read
 * @param lastRead when Kafka last answered; the epoch before the first time
 * @param heldBack whether reading inputs waits for outputs
 * @param trouble why the law cannot be followed now, or empty
 */
record FollowState(
    FollowingLedger.Counts counts,
    double oldestOpenSeconds,
    Map<String, Long> lag,
    Map<String, Long> skipped,
    Instant lastRead,
    boolean heldBack,
    Optional<String> trouble) {

  FollowState {
    lag = Map.copyOf(lag);
    skipped = Map.copyOf(skipped);
  }

  FollowState in(String why) {
    return new FollowState(
        counts, oldestOpenSeconds, lag, skipped, lastRead, heldBack, Optional.of(why));
  }

  /** How many inputs broke the law or are overdue. */
  long broken() {
    return counts.findings().entrySet().stream()
            .filter(found -> !isMissing(found.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum()
        + Math.max(counts.overdueRoutes(), counts.overdueVerdicts());
  }

  /** The totals as indented UTF-8 JSON. */
  byte[] toJson() {
    ObjectNode json = JsonText.object();
    json.put("schemaVersion", 1)
        .put("lawKept", broken() == 0)
        .put("inputs", counts.inputs())
        .put("settled", counts.settled())
        .put("open", counts.open())
        .put("overdueRoutes", counts.overdueRoutes())
        .put("overdueVerdicts", counts.overdueVerdicts())
        .put("lateRoutes", counts.lateRoutes())
        .put("lateVerdicts", counts.lateVerdicts())
        .put("notJudged", counts.notJudged())
        .put("givenUp", counts.givenUp())
        .put("skippedOffsets", skipped.values().stream().mapToLong(Long::longValue).sum());
    ObjectNode findings = json.putObject("findings");
    for (Kind kind : Kind.values()) {
      findings.put(kind.code(), counts.findings().get(kind));
    }
    return JsonText.pretty(json);
  }

  /** The totals for a person, one line, ended. */
  String toText() {
    return String.format(
        "%d inputs read, %d settled, %d open; %s%n",
        counts.inputs(),
        counts.settled(),
        counts.open(),
        broken() == 0 ? "the law is kept." : "THE LAW IS BROKEN.");
  }

  private static boolean isMissing(Kind kind) {
    return kind == Kind.MISSING_ROUTE || kind == Kind.MISSING_VERDICT;
  }
}
