package io.lazaret.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.sim.AuditReport.Kind;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** The book of one partition whose topic holds offsets 100 to 109, of which 103 is a marker. */
class LedgerTest {
  private static final TopicPartition PARTITION = new TopicPartition("images.incoming", 0);
  private final Ledger ledger =
      new Ledger(Topics.DEFAULT, Map.of(PARTITION, 100L), Map.of(PARTITION, 110L));

  @Test
  void anInputWithItsRouteAndVerdictKeepsTheLaw() {
    input(100, "image");
    route("images.cleared", 100, "clear", "image");
    assertFalse(ledger.isComplete());
    verdict(100, History.CLEAR);

    assertTrue(ledger.isComplete());
    assertEquals(new AuditReport(1, 1, 0, 0, 1, 0, 0, List.of()), ledger.report());
  }

  @Test
  void aTombstoneIsAnInputToo() {
    input(100, null);
    route("images.rejected", 100, "malformed", null);
    verdict(100, History.MALFORMED);

    assertTrue(ledger.report().lawKept());
  }

  @Test
  void aWithheldRecordIsComparedByItsCheckSum() {
    input(100, "image");
    ledger.output(History.withheld(0, 100, "image"));
    verdict(100, History.MALFORMED);
    input(101, "another");
    ledger.output(History.withheld(0, 101, "image"));
    verdict(101, History.MALFORMED);

    AuditReport report = ledger.report();
    assertEquals(1, report.count(Kind.ALTERED));
    assertEquals(List.of("images.incoming-0@101"), report.findings().get(0).examples());
  }

  @Test
  void nothingIsNotTheSameAsNoBytes() {
    input(100, null);
    route("images.rejected", 100, "malformed", "");
    verdict(100, History.MALFORMED);

    assertEquals(1, ledger.report().count(Kind.ALTERED));
  }

  @Test
  void inputsBeforeTheBeginningAndAfterTheEndAreNotJudged() {
    route("images.cleared", 99, "clear", "image");
    verdict(99, History.CLEAR);
    route("images.cleared", 110, "clear", "image");
    input(110, "image");

    assertEquals(new AuditReport(0, 0, 0, 0, 0, 2, 1, List.of()), ledger.report());
  }

  @Test
  void aMarkerIsNoInput() {
    route("images.cleared", 103, "clear", "image");

    AuditReport report = ledger.report();
    assertEquals(1, report.count(Kind.FOREIGN_ROUTE));
    assertEquals(
        List.of("images.cleared-0@7: no input record at images.incoming-0@103"),
        report.findings().get(0).examples());
  }

  @Test
  void aRepeatedHeaderSaysNothing() {
    input(100, "image");
    ConsumerRecord<byte[], byte[]> record =
        History.route("images.cleared", 0, 100, "clear", "image");
    record.headers().add("lazaret-outcome", "suspect".getBytes(UTF_8));
    ledger.output(record);
    verdict(100, History.CLEAR);

    assertEquals(
        List.of("images.incoming-0@100: on images.cleared, header missing, verdict clear"),
        ledger.report().findings().get(0).examples());
  }

  @Test
  void numbersThatAreNoneMakeARouteForeign() {
    input(100, "image");
    ConsumerRecord<byte[], byte[]> record = record("images.cleared", 7, "image");
    record.headers().add("lazaret-source-topic", "images.incoming".getBytes(UTF_8));
    record.headers().add("lazaret-source-partition", "-1".getBytes(UTF_8));
    record.headers().add("lazaret-source-offset", "many".getBytes(UTF_8));
    ledger.output(record);

    assertEquals(1, ledger.report().count(Kind.FOREIGN_ROUTE));
    assertEquals(1, ledger.report().count(Kind.MISSING_ROUTE));
  }

  @Test
  void aVerdictThatIsNoneIsForeign() {
    ledger.output(record("verdicts", 7, "{}"));
    ledger.output(record("verdicts", 8, null));

    assertEquals(2, ledger.report().count(Kind.FOREIGN_VERDICT));
  }

  @Test
  void theFirstTwentyOfAKindAreNamedAndAllAreCounted() {
    var many = new Ledger(Topics.DEFAULT, Map.of(PARTITION, 0L), Map.of(PARTITION, 50L));
    for (int offset = 0; offset < 50; offset++) {
      many.input(record("images.incoming", offset, "image"));
    }

    AuditReport report = many.report();

    assertEquals(50, report.count(Kind.MISSING_ROUTE));
    assertEquals(20, report.findings().get(0).examples().size());
    assertEquals("images.incoming-0@0", report.findings().get(0).examples().get(0));
  }

  @Test
  void topicsThatAreTheSameAreRefused() {
    Assertions.assertThrows(RefusedException.class, () -> new Topics("a", "b", "c", "d", "a"));
  }

  private void input(long offset, String value) {
    ledger.input(History.input(0, offset, value));
  }

  private void route(String topic, long offset, String outcome, String value) {
    ledger.output(History.route(topic, 0, offset, outcome, value));
  }

  private void verdict(long offset, String outcome) {
    ledger.output(History.verdict(0, offset, outcome));
  }

  private static ConsumerRecord<byte[], byte[]> record(String topic, long offset, String value) {
    return History.record(topic, 0, offset, value);
  }
}
