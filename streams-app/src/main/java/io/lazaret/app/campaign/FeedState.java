package io.lazaret.app.campaign;

import io.lazaret.core.wire.CampaignEvent;
import io.lazaret.core.wire.CampaignEvent.Example;
import io.lazaret.core.wire.CampaignEvent.Kind;
import io.lazaret.core.wire.FeedImages;
import io.lazaret.core.wire.VerdictEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one feed: its window and, while one is open, its campaign. A function of the
 * suspects and of the times that it is told of, and of nothing else.
 */
record FeedState(String feed, SlidingWindow window, Optional<Campaign> campaign) {
  private static final byte VERSION = 1;

  /**
   * What comes of a suspect or of time.
   *
   * @param state what is known now
   * @param events what happened, in order
   */
  record Step(FeedState state, List<CampaignEvent> events) {}

  /** Of a feed that nothing is known of. */
  static FeedState of(String feed, CampaignRules rules) {
    return new FeedState(feed, SlidingWindow.empty(rules.bucketMillis()), Optional.empty());
  }

  /** Nothing is known of the feed that has not passed. */
  boolean isOver(long millis) {
    return campaign.isEmpty() && window.suspects(millis) == 0;
  }

  /**
   * A suspect of the feed came.
   *
   * @param verdict of a suspect
   * @param millis when, in milliseconds since 1970
   */
  Step suspect(VerdictEvent verdict, FeedImages images, long millis, CampaignRules rules) {
    Step before = passed(millis, rules);
    List<CampaignEvent> events = new ArrayList<>(before.events());
    FeedState state =
        before
            .state()
            .with(example(verdict), verdict.askedRate().orElseThrow(), images, millis, rules);
    if (state.campaign.isPresent() && before.state.campaign.isEmpty()) {
      events.add(state.event(Kind.OPENED, rules));
    } else if (state.campaign.filter(Campaign::hasDoubled).isPresent()) {
      events.add(state.event(Kind.GROWING, rules));
      state = new FeedState(feed, state.window, state.campaign.map(Campaign::wasTold));
    }
    return new Step(state, List.copyOf(events));
  }

  /** Time passed. The state is the same as long as nothing happens. */
  Step passed(long millis, CampaignRules rules) {
    boolean closes =
        campaign
            .filter(
                open ->
                    rules.closes(window.suspects(millis), window.images(millis), open.askedRate()))
            .isPresent();
    if (!closes) {
      return new Step(this, List.of());
    }
    FeedState last = new FeedState(feed, window.at(millis), campaign);
    return new Step(
        new FeedState(feed, last.window, Optional.empty()),
        List.of(last.event(Kind.CLOSED, rules)));
  }

  private FeedState with(
      Example suspect, double askedRate, FeedImages images, long millis, CampaignRules rules) {
    SlidingWindow later = window.withSuspect(millis, images.images(), images.millis());
    long now = later.newestMillis();
    long inWindow = later.suspects(now);
    Optional<Campaign> open =
        campaign.isPresent()
            ? campaign.map(each -> each.with(suspect, askedRate, inWindow))
            : Optional.of(Campaign.opened(suspect, now, askedRate, inWindow))
                .filter(each -> rules.opens(inWindow, later.images(now), askedRate));
    return new FeedState(feed, later, open);
  }

  private CampaignEvent event(Kind kind, CampaignRules rules) {
    Campaign open = campaign.orElseThrow();
    long now = window.newestMillis();
    return new CampaignEvent(
        open.opening().source().toString(),
        feed,
        kind,
        Instant.ofEpochMilli(open.openedMillis()),
        Instant.ofEpochMilli(now),
        rules.windowMinutes(),
        window.suspects(now),
        window.images(now),
        open.suspects(),
        open.most(),
        open.askedRate(),
        open.opening(),
        open.latest());
  }

  private static Example example(VerdictEvent verdict) {
    return new Example(
        verdict.imageId(), verdict.modality(), verdict.bundle().orElseThrow(), verdict.source());
  }

  /** As it is stored: at most some six kilobytes, of a feed with the longest texts. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      window.write(out);
      out.writeBoolean(campaign.isPresent());
      if (campaign.isPresent()) {
        campaign.orElseThrow().write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer does not fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads it back, with a window as the rules want it.
   *
   * @throws IllegalStateException when another release wrote it
   */
  static FeedState read(String feed, byte[] bytes, CampaignRules rules) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte version = in.readByte();
      if (version != VERSION) {
        throw new IllegalStateException(
            "a campaign's state is of version "
                + version
                + " and only "
                + VERSION
                + " is read here; delete the changelog topic of the campaigns, or use the release"
                + " that wrote it");
      }
      return new FeedState(
          feed,
          SlidingWindow.read(in).inBuckets(rules.bucketMillis()),
          in.readBoolean() ? Optional.of(Campaign.read(in)) : Optional.empty());
    } catch (IOException e) {
      throw new IllegalStateException("a campaign's state ends too early", e);
    }
  }
}
