package io.lazaret.sim;

import io.lazaret.sim.AuditReport.Kind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Says each finding in a line, of each kind at most 20 a minute; the others as one number when the
 * minute is over. Names records by topic, partition and offset only.
 */
final class FindingLog implements LawBreaks.Teller {
  static final int LINES = 20;

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Map<Kind, Long> told = new EnumMap<>(Kind.class);
  private final Consumer<String> sink;
  private long began;

  /**
   * @param sink takes each line
   * @param now by {@link System#nanoTime}
   */
  FindingLog(Consumer<String> sink, long now) {
    this.sink = sink;
    began = now;
  }

  @Override
  public void tell(Kind kind, String what) {
    if (told.merge(kind, 1L, Long::sum) <= LINES) {
      sink.accept(kind.code() + " " + what);
    }
  }

  /** Ends the minute when it is over. */
  void tick(long now) {
    if (now - began >= MINUTE) {
      flush();
      began = now;
    }
  }

  /** Says how many were not said. */
  void flush() {
    told.forEach(
        (kind, count) -> {
          if (count > LINES) {
            sink.accept(kind.code() + ": " + (count - LINES) + " more");
          }
        });
    told.clear();
  }
}
