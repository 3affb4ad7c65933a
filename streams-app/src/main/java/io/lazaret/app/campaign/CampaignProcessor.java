package io.lazaret.app.campaign;

import io.lazaret.app.campaign.FeedState.Step;
import io.lazaret.app.metrics.AppMetrics;
import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.CampaignEvent;
import io.lazaret.core.wire.FeedImages;
import io.lazaret.core.wire.VerdictEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the window and the campaign of each feed of a partition, and says what happens to them. A
 * state and its events go out in one transaction, with the suspect that led to them.
 */
final class CampaignProcessor implements Processor<byte[], byte[], byte[], byte[]> {
  /** Feeds of a partition that are told apart; all others are one. */
  static final int MOST_FEEDS = 1_000;

  /** The name of all others. */
  static final String OTHER = "other";

  private static final Logger LOG = LoggerFactory.getLogger(CampaignProcessor.class);
  private static final long LEAST_TICK_MILLIS = 1_000;
  private static final long MOST_TICK_MILLIS = 10_000;

  /** A thread that is held up for longer than this many ticks may have records waiting. */
  private static final int LONGEST_STEP_TICKS = 3;

  /** A verdict with the longest texts and dozens of detectors has less. */
  private static final int MOST_BYTES = 32 << 10;

  private final CampaignRules rules;
  private final String storeName;
  private final AppMetrics metrics;
  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<String, byte[]> feeds;
  private EventClock clock;
  private int open;

  CampaignProcessor(CampaignRules rules, String storeName, AppMetrics metrics) {
    this.rules = rules;
    this.storeName = storeName;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> processorContext) {
    context = processorContext;
    feeds = context.getStateStore(storeName);
    long tick = Math.max(LEAST_TICK_MILLIS, Math.min(MOST_TICK_MILLIS, rules.bucketMillis()));
    List<FeedState> found = all();
    long newest = found.stream().mapToLong(each -> each.window().newestMillis()).max().orElse(0);
    clock = new EventClock(LONGEST_STEP_TICKS * tick, newest, context.currentSystemTimeMs());
    countOpen((int) found.stream().filter(each -> each.campaign().isPresent()).count());
    context.schedule(Duration.ofMillis(tick), PunctuationType.WALL_CLOCK_TIME, this::passed);
  }

  @Override
  public void process(Record<byte[], byte[]> found) {
    long now = found.timestamp();
    clock.saw(now, context.currentSystemTimeMs());
    suspect(found.value())
        .ifPresent(
            verdict -> {
              FeedState state = stateOf(verdict.feed());
              FeedImages images = FeedImages.read(name -> last(found.headers(), name));
              keep(state, state.suspect(verdict, images, now, rules));
            });
  }

  /** A campaign whose feed fell silent closes, and a feed that nothing is known of is forgotten. */
  private void passed(long hereMillis) {
    long now = clock.now(hereMillis);
    for (FeedState state : all()) {
      Step step = state.passed(now, rules);
      if (step.state().isOver(now)) {
        feeds.delete(state.feed());
        tell(state, step);
      } else if (!step.events().isEmpty()) {
        keep(state, step);
      }
    }
  }

  private void keep(FeedState before, Step step) {
    feeds.put(before.feed(), step.state().toBytes());
    tell(before, step);
  }

  private void tell(FeedState before, Step step) {
    for (CampaignEvent event : step.events()) {
      context.forward(
          new Record<>(
              event.feed().getBytes(StandardCharsets.UTF_8),
              event.toJson(),
              event.at().toEpochMilli()));
      metrics.campaignTold(event);
    }
    countOpen(ones(step.state()) - ones(before));
  }

  private FeedState stateOf(String feed) {
    byte[] known = feeds.get(feed);
    if (known == null && feeds.approximateNumEntries() >= MOST_FEEDS && !feed.equals(OTHER)) {
      return stateOf(OTHER);
    }
    return known == null ? FeedState.of(feed, rules) : FeedState.read(feed, known, rules);
  }

  private List<FeedState> all() {
    List<FeedState> all = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> entries = feeds.all()) {
      while (entries.hasNext()) {
        KeyValue<String, byte[]> entry = entries.next();
        all.add(FeedState.read(entry.key, entry.value, rules));
      }
    }
    return all;
  }

  /** What another program wrote to the topic must not stop the images of this one. */
  private Optional<VerdictEvent> suspect(byte @Nullable [] value) {
    try {
      if (value == null || value.length > MOST_BYTES) {
        throw new RefusedException("verdict: too large, or nothing at all");
      }
      VerdictEvent verdict = VerdictEvent.parse(value);
      if (verdict.outcome() != Verdict.Outcome.SUSPECT) {
        throw new RefusedException("verdict: not of a suspect");
      }
      return Optional.of(verdict);
    } catch (RefusedException e) {
      RecordMetadata where = context.recordMetadata().orElseThrow();
      LOG.warn(
          "{}-{}@{} was not written by this app and does not count: {}",
          where.topic(),
          where.partition(),
          where.offset(),
          e.getMessage());
      return Optional.empty();
    }
  }

  private void countOpen(int change) {
    if (change != 0) {
      open += change;
      metrics.campaignsOpen(change);
    }
  }

  private static int ones(FeedState state) {
    return state.campaign().isPresent() ? 1 : 0;
  }

  private static byte @Nullable [] last(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : header.value();
  }

  /** The partition goes elsewhere, or the app ends. */
  @Override
  public void close() {
    countOpen(-open);
  }
}
