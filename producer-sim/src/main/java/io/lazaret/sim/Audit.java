package io.lazaret.sim;

import java.time.Duration;
import java.util.List;

/**
 * Checks the law with a reader of its own, from the topics alone: every input record that stood
 * before the ends at the start has exactly one route and exactly one verdict, they agree, and the
 * route carries the input's own key and value. Reads committed records only.
 *
 * <p>Memory: 6 bytes for each offset of the input topic and one fetch (16 MiB, or one record where
 * that is larger).
 */
public final class Audit {
  private Audit() {}

  /** Likewise, of a broker that asks for nothing but its address. */
  public static AuditReport run(String bootstrap, Topics topics, Duration timeout) {
    return run(Connection.to(bootstrap), topics, timeout);
  }

  /**
   * Reads the input, then the outputs until each input is accounted for.
   *
   * @param kafka where the topics are
   * @param timeout how long to wait, once all outputs were read, for those that are missing
   * @return what was found; what is missing at the timeout is a finding
   * @throws io.lazaret.core.RefusedException when no broker answers or a topic is missing
   */
  public static AuditReport run(Connection kafka, Topics topics, Duration timeout) {
    Cluster.requireTopics(kafka, topics.outputs());
    Ledger ledger = enterInputs(kafka, topics);
    try (var outputs = new TopicReader(kafka, topics.outputs())) {
      outputs.readTo(outputs.ends(), ledger::output);
      long start = System.nanoTime();
      while (!ledger.isComplete() && System.nanoTime() - start < timeout.toNanos()) {
        outputs.poll(ledger::output);
      }
      // Once more to the ends: a second copy may have come behind the first.
      outputs.readTo(outputs.ends(), ledger::output);
    }
    return ledger.report();
  }

  private static Ledger enterInputs(Connection kafka, Topics topics) {
    try (var inputs = new TopicReader(kafka, List.of(topics.incoming()))) {
      var ends = inputs.ends();
      var ledger = new Ledger(topics, inputs.beginnings(), ends);
      inputs.readTo(ends, ledger::input);
      return ledger;
    }
  }
}
