package io.lazaret.app.topology;

import io.lazaret.app.campaign.FeedTally;
import io.lazaret.app.metrics.AppMetrics;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.Malformed;
import io.lazaret.core.wire.Fingerprint;
import io.lazaret.core.wire.RouteHeaders;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Forwards each record to exactly one route, and its verdict to the verdicts, before it returns:
 * nothing is ever held back, so that Kafka's own commit makes the outcome exactly once.
 */
final class JudgingProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  private final String incoming;
  private final RecordLimits limits;
  private final Judge judge;
  private final AppMetrics metrics;
  private final Optional<FeedTally> tally;
  private ProcessorContext<byte[], byte[]> context;

  /**
   * @param tally of the feeds' images, where campaigns are looked for
   */
  JudgingProcessor(
      String incoming,
      RecordLimits limits,
      Judge judge,
      AppMetrics metrics,
      Optional<FeedTally> tally) {
    this.incoming = incoming;
    this.limits = limits;
    this.judge = judge;
    this.metrics = metrics;
    this.tally = tally;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    tally.ifPresent(FeedTally::clear);
  }

  @Override
  public void process(Record<byte[], byte[]> found) {
    long started = System.nanoTime();
    metrics.imageReceived();
    SourcePosition position = position(context.recordMetadata().orElseThrow());
    IncomingImage image = IncomingImage.of(position, found.key(), found.value(), found.headers());
    boolean whole = limits.admits(found);
    // Taken in any case: it was begun with the poll that brought the record.
    Judgement judged = judge.judge(image);
    Judgement judgement = whole ? judged : tooLarge(found);
    VerdictEvent event =
        VerdictEvent.of(
            image.headers().event(), position, judgement.verdict(), judgement.timings());
    context.forward(
        whole ? marked(found, event) : withheld(found, event),
        Route.of(judgement.verdict()).name());
    context.forward(verdict(found, event), DetectionTopology.VERDICTS);
    tally.ifPresent(counts -> count(counts, event));
    judgement.shadow().ifPresent(candidate -> show(found, image, position, event, candidate));
    metrics.imageJudged(event, Duration.ofNanos(System.nanoTime() - started), age(found));
  }

  /** What the candidate says goes to its own topic, in the same transaction. */
  private void show(
      Record<byte[], byte[]> found,
      IncomingImage image,
      SourcePosition position,
      VerdictEvent counts,
      Verdict candidate) {
    VerdictEvent event =
        VerdictEvent.of(image.headers().event(), position, candidate, VerdictEvent.Timings.NONE);
    context.forward(verdict(found, event), DetectionTopology.SHADOW);
    metrics.shadowJudged(counts.modality().orElseThrow(), event.outcome() == counts.outcome());
  }

  /** A suspect goes to whoever looks for campaigns, with the images that it was found among. */
  private void count(FeedTally counts, VerdictEvent event) {
    long now = context.currentSystemTimeMs();
    switch (event.outcome()) {
      case CLEAR -> counts.judged(event.feed(), now);
      case SUSPECT -> {
        byte[] feed = event.feed().getBytes(StandardCharsets.UTF_8);
        Record<byte[], byte[]> suspect = new Record<>(feed, event.toJson(), now);
        counts.suspect(event.feed(), now).headers().forEach(suspect.headers()::add);
        context.forward(suspect, DetectionTopology.SUSPECTS);
      }
      case UNDECIDABLE, MALFORMED -> {}
    }
  }

  @Override
  public void close() {
    judge.discard(incoming, context.taskId().partition());
  }

  private Duration age(Record<byte[], byte[]> found) {
    return Duration.ofMillis(context.currentSystemTimeMs() - found.timestamp());
  }

  private static SourcePosition position(RecordMetadata metadata) {
    return new SourcePosition(metadata.topic(), metadata.partition(), metadata.offset());
  }

  private Judgement tooLarge(Record<byte[], byte[]> found) {
    String detail =
        "a record of "
            + RecordLimits.size(found)
            + " bytes; at most "
            + limits.incomingBytes()
            + " are passed on";
    return new Judgement(
        new Verdict.Unreadable(new Malformed(Malformed.Kind.TOO_LARGE, detail)),
        VerdictEvent.Timings.NONE);
  }

  /** The record as it came, with Lazaret's headers in place of any that claim to be. */
  private static Record<byte[], byte[]> marked(Record<byte[], byte[]> found, VerdictEvent event) {
    Record<byte[], byte[]> copy = found.withHeaders(found.headers());
    Set<String> forged = new HashSet<>();
    for (Header header : copy.headers()) {
      if (header.key().startsWith(RouteHeaders.PREFIX)) {
        forged.add(header.key());
      }
    }
    forged.forEach(copy.headers()::remove);
    return mark(copy, event);
  }

  /**
   * What stands for a record that no topic could take: its verdict and where it lies. To send it
   * would fail for good, and stop its partition.
   */
  private static Record<byte[], byte[]> withheld(Record<byte[], byte[]> found, VerdictEvent event) {
    Record<byte[], byte[]> stand = mark(new Record<>(id(event), null, found.timestamp()), event);
    String fingerprint = Integer.toString(Fingerprint.of(found.key(), found.value()));
    stand.headers().add(RouteHeaders.WITHHELD, fingerprint.getBytes(StandardCharsets.UTF_8));
    return stand;
  }

  private static Record<byte[], byte[]> verdict(Record<byte[], byte[]> found, VerdictEvent event) {
    return new Record<>(id(event), event.toJson(), found.timestamp());
  }

  private static byte[] id(VerdictEvent event) {
    return event.imageId().getBytes(StandardCharsets.UTF_8);
  }

  private static Record<byte[], byte[]> mark(Record<byte[], byte[]> outgoing, VerdictEvent event) {
    for (Map.Entry<String, String> header : RouteHeaders.of(event).entrySet()) {
      outgoing.headers().add(header.getKey(), header.getValue().getBytes(StandardCharsets.UTF_8));
    }
    return outgoing;
  }
}
