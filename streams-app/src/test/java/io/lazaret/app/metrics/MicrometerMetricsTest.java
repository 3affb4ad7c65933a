package io.lazaret.app.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.metrics.AppMetrics.Role;
import io.lazaret.app.testing.FakeAssessor;
import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.Malformed;
import io.lazaret.core.wire.CampaignEvent;
import io.lazaret.core.wire.CampaignEvent.Example;
import io.lazaret.core.wire.CampaignEvent.Kind;
import io.lazaret.core.wire.ImageEvent;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.VerdictEvent;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MicrometerMetricsTest {
  private final MockClock clock = new MockClock();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);
  private final MicrometerMetrics metrics =
      new MicrometerMetrics(registry, Set.of("xray"), new MetricsLimits(2, 200, 0.01));

  private static VerdictEvent judged(String feed, double brightness) {
    return judged("fake-xray", feed, brightness);
  }

  private static VerdictEvent judged(String bundle, String feed, double brightness) {
    Assessment assessment =
        new Assessment(bundle, Map.of("brightness", brightness), 1 - brightness, 0.01);
    return VerdictEvent.of(
        new ImageEvent(
            "1", feed, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("xray")),
        new SourcePosition("images.incoming", 0, 0),
        new Verdict.Clear(assessment),
        VerdictEvent.Timings.NONE);
  }

  private static VerdictEvent rejected(String modality) {
    return VerdictEvent.of(
        new ImageEvent(
            "1",
            "ward",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.ofNullable(modality)),
        new SourcePosition("images.incoming", 0, 0),
        new Verdict.Unreadable(new Malformed(Malformed.Kind.CORRUPT, "bad check sum")),
        new VerdictEvent.Timings(1_000, 2_000, 3_000));
  }

  private void assertLine(String line) {
    String text = registry.scrape();
    assertTrue(text.lines().anyMatch(line::equals), () -> line + " is not in\n" + text);
  }

  @Test
  void countersAreThereBeforeTheFirstImage() {
    assertLine("lazaret_images_received_total 0.0");
    assertLine("lazaret_lookahead_missed_total 0.0");
  }

  @Test
  void verdictsAreCountedByOutcomeReasonAndModality() {
    metrics.imageReceived();
    metrics.imageJudged(rejected("xray"), Duration.ofMillis(5), Duration.ofMillis(40));

    assertLine("lazaret_images_received_total 1.0");
    assertLine(
        "lazaret_verdicts_total{bundle=\"none\",feed=\"ward\",modality=\"xray\",outcome=\"malformed\",reason=\"corrupt\"}"
            + " 1.0");
    assertLine("lazaret_wait_seconds_bucket{le=\"0.005\"} 1");
    assertLine("lazaret_wait_seconds_bucket{le=\"0.002\"} 0");
    assertLine("lazaret_wait_seconds_count 1");
    assertLine("lazaret_queue_seconds_sum 0.001");
    assertLine("lazaret_end_to_end_seconds_sum 0.04");
  }

  @Test
  void aFeedCannotMakeNewLabels() {
    for (int i = 0; i < 100; i++) {
      metrics.imageJudged(rejected("modality-" + i), Duration.ZERO, Duration.ZERO);
    }
    metrics.imageJudged(rejected(null), Duration.ZERO, Duration.ZERO);

    long series =
        registry.scrape().lines().filter(line -> line.startsWith("lazaret_verdicts_total")).count();
    assertEquals(2, series);
    assertLine(
        "lazaret_verdicts_total{bundle=\"none\",feed=\"ward\",modality=\"other\",outcome=\"malformed\",reason=\"corrupt\"}"
            + " 100.0");
  }

  @Test
  void feedsBeyondTheConfiguredNumberCountTogether() {
    for (String feed : List.of("a", "b", "c", "a", "d", "c")) {
      metrics.imageJudged(judged(feed, 0.4), Duration.ZERO, Duration.ZERO);
    }

    String clear = "modality=\"xray\",outcome=\"clear\",reason=\"none\"} ";
    assertLine("lazaret_verdicts_total{bundle=\"fake-xray\",feed=\"a\"," + clear + "2.0");
    assertLine("lazaret_verdicts_total{bundle=\"fake-xray\",feed=\"b\"," + clear + "1.0");
    assertLine("lazaret_verdicts_total{bundle=\"fake-xray\",feed=\"other\"," + clear + "3.0");
  }

  @Test
  void aFeedWhoseClockIsWrongDoesNotSpoilTheSum() {
    metrics.imageJudged(judged("a", 0.4), Duration.ZERO, Duration.ofDays(20_000));
    metrics.imageJudged(judged("a", 0.4), Duration.ZERO, Duration.ofDays(-20_000));

    assertLine("lazaret_end_to_end_seconds_sum 86400.0");
    assertLine("lazaret_end_to_end_seconds_count 2");
  }

  @Test
  void scoresAreShownOnTheScaleOfTheirBundle() {
    metrics.serves("xray", Role.SERVING, new FakeAssessor("xray", Duration.ZERO));
    metrics.imageJudged(judged("a", 0.4), Duration.ZERO, Duration.ZERO);
    metrics.imageJudged(judged("a", 0.1), Duration.ZERO, Duration.ZERO);

    String labels = "{bundle=\"fake-xray\",modality=\"xray\",";
    assertLine("lazaret_score_ratio_bucket" + labels + "le=\"-0.5\"} 1");
    assertLine("lazaret_score_ratio_bucket" + labels + "le=\"0.0\"} 2");
    assertLine("lazaret_p_value_bucket" + labels + "le=\"0.6\"} 1");
    assertLine("lazaret_p_value_bucket" + labels + "le=\"0.9\"} 2");
  }

  @Test
  void driftIsSeenWhereTheScoresAreNotTheBundlesAndNowhereElse() {
    metrics.serves("xray", Role.SERVING, new FakeAssessor("xray", Duration.ZERO));
    for (int i = 0; i < 1_000; i++) {
      metrics.imageJudged(judged("same", 0.008 * (1 + i % 99)), Duration.ZERO, Duration.ZERO);
      metrics.imageJudged(judged("darker", 0.004 * (1 + i % 99)), Duration.ZERO, Duration.ZERO);
    }

    assertLine("lazaret_drift_detected{bundle=\"fake-xray\",feed=\"same\",modality=\"xray\"} 0.0");
    assertLine(
        "lazaret_drift_detected{bundle=\"fake-xray\",feed=\"darker\",modality=\"xray\"} 1.0");
    assertLine("lazaret_drift_images{bundle=\"fake-xray\",feed=\"same\",modality=\"xray\"} 200.0");

    metrics.serves(
        "xray", Role.SERVING, new FakeAssessor("xray", Duration.ZERO, "fake-xray-calibrated"));

    assertFalse(registry.scrape().contains("lazaret_drift_detected{"), registry::scrape);
  }

  private void roll(String bundle) {
    metrics.serves("xray", Role.SERVING, new FakeAssessor("xray", Duration.ZERO, bundle));
    metrics.imageJudged(judged(bundle, "a", 0.4), Duration.ZERO, Duration.ZERO);
  }

  private void assertJudged(String bundle, int images) {
    assertLine(
        "lazaret_verdicts_total{bundle=\""
            + bundle
            + "\",feed=\"a\",modality=\"xray\",outcome=\"clear\",reason=\"none\"} "
            + images
            + ".0");
    String labels = "{bundle=\"" + bundle + "\",modality=\"xray\"} ";
    assertLine("lazaret_score_ratio_count" + labels + images);
    assertLine("lazaret_p_value_count" + labels + images);
  }

  private void assertForgotten(String bundle) {
    assertFalse(registry.scrape().contains("bundle=\"" + bundle + "\""), registry::scrape);
  }

  @Test
  void aBundleThatWasReplacedLongAgoHasNoSeriesAnyMore() {
    for (int next = 0; next <= BundleSeries.KEPT + 1; next++) {
      assertJudgedSoFar(next);
      roll("b" + next);
      clock.add(BundleSeries.QUIET);
    }

    assertForgotten("b0");
    assertJudgedSoFar(1, BundleSeries.KEPT + 2);
  }

  private void assertJudgedSoFar(int end) {
    assertJudgedSoFar(0, end);
  }

  private void assertJudgedSoFar(int start, int end) {
    for (int bundle = start; bundle < end; bundle++) {
      assertJudged("b" + bundle, 1);
    }
  }

  @Test
  void aBundleThatComesBackGoesOnCounting() {
    for (int next = 0; next <= BundleSeries.KEPT; next++) {
      roll("b" + next);
      clock.add(BundleSeries.QUIET);
    }
    roll("b0");

    assertJudged("b0", 2);
    assertJudgedSoFar(1, BundleSeries.KEPT + 1);
  }

  @Test
  void whatIsStillOnItsWayIsCountedAlthoughManyBundlesCame() {
    for (int next = 0; next <= 3 * BundleSeries.KEPT; next++) {
      roll("b" + next);
    }
    metrics.imageJudged(judged("b0", "a", 0.4), Duration.ZERO, Duration.ZERO);

    assertJudged("b0", 2);
    clock.add(BundleSeries.QUIET);
    roll("last");
    // It was the last to be counted for but one.
    assertJudged("b0", 2);
    assertForgotten("b1");
  }

  @Test
  void aBundleThatServesOrShadowsKeepsItsSeriesHoweverQuietItIs() {
    metrics.serves("xray", Role.SHADOW, new FakeAssessor("xray", Duration.ZERO, "candidate"));
    metrics.imageJudged(judged("candidate", "a", 0.4), Duration.ZERO, Duration.ZERO);
    for (int next = 0; next <= 2 * BundleSeries.KEPT; next++) {
      clock.add(BundleSeries.QUIET);
      roll("b" + next);
    }

    assertJudged("candidate", 1);
    metrics.serves("xray", Role.SHADOW);
    clock.add(BundleSeries.QUIET);
    for (int next = 0; next <= BundleSeries.KEPT; next++) {
      roll("c" + next);
      clock.add(BundleSeries.QUIET);
    }
    roll("last");
    assertForgotten("candidate");
  }

  @Test
  void theDevicesMemoryIsShownWhereItHasSome() {
    FakeAssessor assessor = new FakeAssessor("xray", Duration.ZERO);
    metrics.serves("xray", Role.SERVING, assessor);
    assertFalse(registry.scrape().contains("lazaret_device_memory"));

    assessor.deviceHas(new MemoryUsage(0, 3, 4, 5));
    metrics.serves("xray", Role.SERVING, assessor);
    metrics.serves("xray", Role.SHADOW, assessor);

    assertLine("lazaret_device_memory_used_bytes{device=\"cpu()\"} 3.0");
    assertLine("lazaret_device_memory_max_bytes{device=\"cpu()\"} 5.0");
  }

  @Test
  void batchesQueuesAndDevicesAreShown() {
    metrics.batchRun("xray", 16, Duration.ofMillis(20));
    metrics.batchFailed("xray");
    metrics.detectorsRun("xray", Duration.ofMillis(1));
    metrics.serves("xray", Role.SERVING, new FakeAssessor("xray", Duration.ZERO));
    metrics.observe(AppMetrics.Queue.DEVICE, () -> 7);

    assertLine("lazaret_batch_images_count{modality=\"xray\"} 1");
    assertLine("lazaret_batch_images_sum{modality=\"xray\"} 16.0");
    assertLine("lazaret_model_seconds_sum{modality=\"xray\"} 0.02");
    assertLine("lazaret_detectors_seconds_sum{modality=\"xray\"} 0.001");
    assertLine("lazaret_batches_failed_total{modality=\"xray\"} 1.0");
    assertLine(
        "lazaret_device{bundle=\"fake-xray\",device=\"cpu()\",modality=\"xray\",role=\"serving\"} 1.0");
    assertLine("lazaret_queue_depth{queue=\"device\"} 7.0");
  }

  @Test
  void campaignsAreCountedAndThoseThatAreOpenAreShown() {
    Example suspect =
        new Example("1", Optional.empty(), "xray-1", new SourcePosition("images.incoming", 0, 7));
    Instant now = Instant.parse("2026-11-01T09:30:00Z");
    assertLine("lazaret_campaigns_open 0.0");

    metrics.campaignTold(
        new CampaignEvent(
            "images.incoming-0@7",
            "ward",
            Kind.OPENED,
            now,
            now,
            10,
            20,
            90,
            20,
            20,
            0.01,
            suspect,
            suspect));
    metrics.campaignsOpen(3);
    metrics.campaignsOpen(-2);

    assertLine("lazaret_campaign_events_total{kind=\"opened\"} 1.0");
    assertLine("lazaret_campaigns_open 1.0");
  }
}
