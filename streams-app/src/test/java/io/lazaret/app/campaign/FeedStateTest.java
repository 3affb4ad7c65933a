package io.lazaret.app.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.CampaignEvent;
import io.lazaret.core.wire.CampaignEvent.Kind;
import io.lazaret.core.wire.FeedImages;
import io.lazaret.core.wire.ImageEvent;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FeedStateTest {
  private static final long START = 1_790_000_000_000L;
  private static final CampaignRules RULES = new CampaignRules(10, 20, 5, 3);

  private FeedState state = FeedState.of("ward", RULES);
  private final List<CampaignEvent> events = new ArrayList<>();
  private long now = START;
  private long offset;

  private void suspect(FeedImages images, CampaignRules rules) {
    FeedState.Step step = state.suspect(verdict(offset++), images, now, rules);
    // What is stored is what is known.
    state = FeedState.read("ward", step.state().toBytes(), rules);
    events.addAll(step.events());
  }

  private void suspects(int count) {
    for (int i = 0; i < count; i++) {
      suspect(FeedImages.ALONE, RULES);
    }
  }

  private void pass(long millis) {
    now += millis;
    FeedState.Step step = state.passed(now, RULES);
    state = step.state();
    events.addAll(step.events());
  }

  private List<Kind> kinds() {
    return events.stream().map(CampaignEvent::kind).toList();
  }

  private static VerdictEvent verdict(long offset) {
    return VerdictEvent.of(
        new ImageEvent(
            "image-" + offset,
            "ward",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("xray")),
        new SourcePosition("images.incoming", 0, offset),
        new Verdict.Suspect(new Assessment("xray-1", Map.of("lid", 0.9), 0.001, 0.01)),
        VerdictEvent.Timings.NONE);
  }

  @Test
  void itOpensAtTheThresholdAndOnlyOnce() {
    suspects(19);
    assertEquals(List.of(), events);

    suspects(1);

    CampaignEvent opened = events.get(0);
    assertEquals(Kind.OPENED, opened.kind());
    assertEquals("images.incoming-0@19", opened.campaign());
    assertEquals("image-19", opened.opening().imageId());
    assertEquals(20, opened.suspects());
    assertEquals(20, opened.suspectsInWindow());
    assertEquals(opened.at(), opened.openedAt());
    suspects(19);
    assertEquals(1, events.size());
  }

  @Test
  void itGrowsWheneverItHasDoubled() {
    suspects(80);

    assertEquals(List.of(Kind.OPENED, Kind.GROWING, Kind.GROWING), kinds());
    assertEquals(List.of(20L, 40L, 80L), events.stream().map(CampaignEvent::suspects).toList());
    assertEquals(1, events.stream().map(CampaignEvent::campaign).distinct().count());
  }

  @Test
  void itClosesOnlyWhenFewAreLeft() {
    suspects(20);
    pass(300_000);
    suspects(6);
    pass(310_000);
    assertEquals(List.of(Kind.OPENED), kinds(), "6 are left");

    pass(300_000);

    assertEquals(List.of(Kind.OPENED, Kind.CLOSED), kinds());
    CampaignEvent closed = events.get(1);
    assertEquals(26, closed.suspects());
    assertEquals(26, closed.mostInWindow());
    assertEquals(0, closed.suspectsInWindow());
    assertEquals("image-25", closed.latest().imageId());
    assertTrue(state.isOver(now));
  }

  @Test
  void aSuspectAfterASilenceThatNobodyNoticedClosesItFirst() {
    suspects(20);
    now += 3_600_000;

    suspects(20);

    assertEquals(List.of(Kind.OPENED, Kind.CLOSED, Kind.OPENED), kinds());
    assertEquals("images.incoming-0@39", events.get(2).campaign());
  }

  @Test
  void aBigFeedsFalseAlarmsAreNoCampaign() {
    // 6,000 images in ten minutes at a rate of 1 %: 60 false alarms are to be expected.
    for (int i = 0; i < 600; i++) {
      now += 10_000;
      suspect(new FeedImages(100, 10_000), RULES);
    }
    assertEquals(List.of(), events);

    // Every second image is attacked.
    for (int i = 0; i < 200; i++) {
      suspect(new FeedImages(2, 0), RULES);
    }

    assertEquals(Kind.OPENED, events.get(0).kind());
    assertTrue(events.get(0).suspectsInWindow() >= 180, events.toString());
  }

  @Test
  void aBigFeedsCampaignClosesWhenOnlyFalseAlarmsAreLeft() {
    for (int i = 0; i < 300; i++) {
      suspect(new FeedImages(2, 0), RULES);
    }
    for (int i = 0; i < 90; i++) {
      now += 10_000;
      suspect(new FeedImages(100, 10_000), RULES);
    }

    assertEquals(Kind.CLOSED, kinds().get(kinds().size() - 1));
    assertEquals(60, events.get(events.size() - 1).suspectsInWindow(), 5);
  }

  @Property(tries = 200)
  void whateverComesEventsAlternateAndCountsAddUp(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int steps) {
    state = FeedState.of("ward", RULES);
    events.clear();
    now = START;
    offset = 0;
    Random random = new Random(seed);
    for (int i = 0; i < steps; i++) {
      if (random.nextInt(10) == 0) {
        pass(random.nextInt(700_000) - 20_000);
      } else {
        now += random.nextInt(5_000) - 500;
        suspect(new FeedImages(1 + random.nextInt(5), random.nextInt(60_000)), RULES);
      }
    }

    Set<String> opened = new HashSet<>();
    Kind before = Kind.CLOSED;
    CampaignEvent last = null;
    for (CampaignEvent event : events) {
      assertEquals(before == Kind.CLOSED, event.kind() == Kind.OPENED, events.toString());
      if (event.kind() == Kind.OPENED) {
        assertTrue(opened.add(event.campaign()), "two campaigns of one name");
        assertTrue(event.suspectsInWindow() >= RULES.openAt());
      } else {
        assertEquals(last.campaign(), event.campaign());
        assertEquals(last.openedAt(), event.openedAt());
        assertTrue(event.suspects() >= last.suspects());
      }
      assertTrue(last == null || !event.at().isBefore(last.at()), "time goes backwards");
      before = event.kind();
      last = event;
    }
  }

  @Test
  void anotherWindowKeepsTheCampaign() {
    suspects(20);

    FeedState later = FeedState.read("ward", state.toBytes(), new CampaignRules(60, 20, 5, 3));

    assertEquals(state.campaign(), later.campaign());
    assertEquals(20, later.window().suspects(now + 3_000_000));
  }

  @Test
  void aStateOfAnotherReleaseIsNotRead() {
    byte[] bytes = state.toBytes();
    bytes[0] = 9;

    assertThrows(IllegalStateException.class, () -> FeedState.read("ward", bytes, RULES));
  }

  @Test
  void rulesThatCannotHoldAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new CampaignRules(0, 20, 5, 3));
    assertThrows(IllegalArgumentException.class, () -> new CampaignRules(10, 20, 20, 3));
    assertThrows(IllegalArgumentException.class, () -> new CampaignRules(10, 20, 5, 1));
    assertThrows(IllegalArgumentException.class, () -> new CampaignRules(10, 20, 5, Double.NaN));
  }
}
