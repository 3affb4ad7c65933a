package io.lazaret.app.metrics;

import io.lazaret.core.detect.Assessor;
import io.lazaret.core.wire.CampaignEvent;
import io.lazaret.core.wire.VerdictEvent;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * What the app counts and times, in the words of the domain. Safe for any thread.
 *
 * <p>The law of conservation, at any moment and since the start of the process: images received =
 * images judged (the sum over all outcomes) + images being judged, of which there is at most one
 * for each stream thread. An image whose judging failed stays among those being judged; the process
 * ends then. Numbers only hint at what the topics hold: an image whose transaction is aborted is
 * received and judged again, here or in another process.
 */
public interface AppMetrics {

  /** Places where images wait. */
  enum Queue {
    /** Begun ahead and not yet asked for. */
    LOOKAHEAD,
    /** Decoded, and waiting for the device. */
    DEVICE
  }

  /** A record reached the processor. */
  void imageReceived();

  /**
   * A record has its verdict and both were handed to Kafka.
   *
   * @param waited how long the stream thread spent on it
   * @param age how long ago its record says that it was written; nonsense where a feed's clock is
   *     wrong
   */
  void imageJudged(VerdictEvent verdict, Duration waited, Duration age);

  /** An image was decoded, or found to be malformed. */
  void imageDecoded(Duration time);

  /** A decoded image was brought to what the network reads, views included. */
  void imageTransformed(Duration time);

  /** An image was not begun ahead, and its stream thread waited for the whole of it. */
  void lookaheadMissed();

  /** The network ran on a batch, whether or not it succeeded. */
  void batchRun(String modality, int images, Duration time);

  /** The detectors ran on a batch. */
  void detectorsRun(String modality, Duration time);

  /** The network failed on a batch, whose images are then run one by one. */
  void batchFailed(String modality);

  /** An object store gave an image's bytes. */
  void objectFetched(String store, Duration time);

  /** A try to get an image's bytes from an object store failed, for whatever reason. */
  void fetchFailed(String store);

  /** From now on, {@code answers} tells whether an object store answers. */
  void observe(String store, BooleanSupplier answers);

  /** What a bundle's verdicts are for. */
  enum Role {
    /** They count. */
    SERVING,
    /** They are only shown. */
    SHADOW
  }

  /** From now on, an assessor judges a modality, in place of any other in this role. */
  void serves(String modality, Role role, Assessor assessor);

  /** From now on, no bundle has this role. */
  void serves(String modality, Role role);

  /** A bundle that was rolled out cannot be used here; what judged before goes on. */
  void bundleRefused(String modality);

  /**
   * A candidate judged an image beside the bundle that counts.
   *
   * @param agrees whether both would send the image the same way
   */
  void shadowJudged(String modality, boolean agrees);

  /** Something happened to a campaign, and was handed to Kafka. */
  void campaignTold(CampaignEvent event);

  /**
   * The partitions that this process has hold more open campaigns now, or fewer.
   *
   * @param change how many more; below 0 for fewer
   */
  void campaignsOpen(int change);

  /** From now on, {@code depth} tells how many images wait in a queue. */
  void observe(Queue queue, IntSupplier depth);
}
