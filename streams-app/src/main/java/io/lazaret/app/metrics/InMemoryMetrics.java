package io.lazaret.app.metrics;

import io.lazaret.core.detect.Assessor;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.CampaignEvent;
import io.lazaret.core.wire.VerdictEvent;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Plain counters, for tests and for programs that run the app inside themselves. */
public final class InMemoryMetrics implements AppMetrics {
  private final LongAdder received = new LongAdder();
  private final LongAdder missed = new LongAdder();
  private final LongAdder decoded = new LongAdder();
  private final LongAdder transformed = new LongAdder();
  private final LongAdder detectorRuns = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder batchedImages = new LongAdder();
  private final LongAdder failedBatches = new LongAdder();
  private final LongAdder refusedBundles = new LongAdder();
  private final LongAdder shadowAgrees = new LongAdder();
  private final LongAdder shadowDisagrees = new LongAdder();
  private final LongAdder fetched = new LongAdder();
  private final LongAdder failedFetches = new LongAdder();
  private final Map<String, BooleanSupplier> stores = new ConcurrentHashMap<>();
  private final Map<Verdict.Outcome, LongAdder> judged = new ConcurrentHashMap<>();
  private final Map<CampaignEvent.Kind, LongAdder> campaigns = new ConcurrentHashMap<>();
  private final LongAdder openCampaigns = new LongAdder();
  private final Map<Queue, IntSupplier> queues = new ConcurrentHashMap<>();
  private final Map<String, String> devices = new ConcurrentHashMap<>();

  @Override
  public void imageReceived() {
    received.increment();
  }

  @Override
  public void imageJudged(VerdictEvent verdict, Duration waited, Duration age) {
    judged.computeIfAbsent(verdict.outcome(), outcome -> new LongAdder()).increment();
  }

  @Override
  public void imageDecoded(Duration time) {
    decoded.increment();
  }

  @Override
  public void imageTransformed(Duration time) {
    transformed.increment();
  }

  @Override
  public void lookaheadMissed() {
    missed.increment();
  }

  @Override
  public void batchRun(String modality, int images, Duration time) {
    batches.increment();
    batchedImages.add(images);
  }

  @Override
  public void detectorsRun(String modality, Duration time) {
    detectorRuns.increment();
  }

  @Override
  public void batchFailed(String modality) {
    failedBatches.increment();
  }

  @Override
  public void objectFetched(String store, Duration time) {
    fetched.increment();
  }

  @Override
  public void fetchFailed(String store) {
    failedFetches.increment();
  }

  @Override
  public void observe(String store, BooleanSupplier answers) {
    stores.put(store, answers);
  }

  @Override
  public void serves(String modality, Role role, Assessor assessor) {
    if (role == Role.SERVING) {
      devices.put(modality, assessor.device());
    }
  }

  @Override
  public void serves(String modality, Role role) {
    if (role == Role.SERVING) {
      devices.remove(modality);
    }
  }

  @Override
  public void bundleRefused(String modality) {
    refusedBundles.increment();
  }

  @Override
  public void shadowJudged(String modality, boolean agrees) {
    (agrees ? shadowAgrees : shadowDisagrees).increment();
  }

  @Override
  public void campaignTold(CampaignEvent event) {
    campaigns.computeIfAbsent(event.kind(), kind -> new LongAdder()).increment();
  }

  @Override
  public void campaignsOpen(int change) {
    openCampaigns.add(change);
  }

  @Override
  public void observe(Queue queue, IntSupplier depth) {
    queues.put(queue, depth);
  }

  public long received() {
    return received.sum();
  }

  public long judged(Verdict.Outcome outcome) {
    LongAdder counter = judged.get(outcome);
    return counter == null ? 0 : counter.sum();
  }

  /** Over all outcomes. */
  public long judged() {
    return judged.values().stream().mapToLong(LongAdder::sum).sum();
  }

  public long missed() {
    return missed.sum();
  }

  /** Images that were decoded or found to be malformed. */
  public long decoded() {
    return decoded.sum();
  }

  /** Images that were brought to what the network reads. */
  public long transformed() {
    return transformed.sum();
  }

  /** Batches that the detectors ran on. */
  public long detectorRuns() {
    return detectorRuns.sum();
  }

  public long batches() {
    return batches.sum();
  }

  /** Images of all batches together. */
  public long batchedImages() {
    return batchedImages.sum();
  }

  public long failedBatches() {
    return failedBatches.sum();
  }

  /** Bundles that were rolled out and cannot be used. */
  public long refusedBundles() {
    return refusedBundles.sum();
  }

  /** Images that a candidate judged beside the bundle that counts, and agreed or did not. */
  public long shadowJudged(boolean agrees) {
    return (agrees ? shadowAgrees : shadowDisagrees).sum();
  }

  /** Events of campaigns. */
  public long campaigns(CampaignEvent.Kind kind) {
    LongAdder counter = campaigns.get(kind);
    return counter == null ? 0 : counter.sum();
  }

  /** Campaigns that are open. */
  public long openCampaigns() {
    return openCampaigns.sum();
  }

  /** Objects that a store gave. */
  public long fetched() {
    return fetched.sum();
  }

  public long failedFetches() {
    return failedFetches.sum();
  }

  /** Whether a store answers, as far as is known; false for one that nobody observes. */
  public boolean answers(String store) {
    BooleanSupplier answers = stores.get(store);
    return answers != null && answers.getAsBoolean();
  }

  /** Devices by modality. */
  public Map<String, String> devices() {
    return Map.copyOf(devices);
  }

  /** 0 for a queue that nobody observes. */
  public int depth(Queue queue) {
    IntSupplier depth = queues.get(queue);
    return depth == null ? 0 : depth.getAsInt();
  }
}
