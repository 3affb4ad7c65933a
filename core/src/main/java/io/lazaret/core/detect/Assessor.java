package io.lazaret.core.detect;

import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Prepared;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Judges images of one modality with one bundle at one asked false-positive rate.
 *
 * <p>{@link #prepare} is pure Java and may run on any number of threads. {@link #run} and {@link
 * #selfTest} run the network and belong to one device thread. A verdict depends on the image and
 * the bundle, not on its companions in a batch (beyond the golden tolerance).
 */
public interface Assessor extends AutoCloseable {

  /** The id of the bundle that judges. */
  String bundle();

  /** The modality that the bundle serves. */
  String modality();

  /** The device that the network runs on, as DJL names it: {@code cpu()}, {@code gpu(0)}. */
  String device();

  /** Bytes in use and in all of the device's own memory; empty where it has none of its own. */
  default Optional<MemoryUsage> deviceMemory() {
    return Optional.empty();
  }

  /** Brings pixels to what the network reads: geometry, levels and views. */
  Prepared prepare(Pixels pixels);

  /** What the verdicts are measured by: clean images' scores, and the threshold. */
  CleanReference reference();

  /**
   * Runs the network on a batch. What remains, the detectors, is plain Java.
   *
   * @param batch at least one image, each from {@link #prepare} of this assessor
   * @return for each image, in order, what gives its verdict: clear, suspect, or undecidable where
   *     a score is not finite; to be asked once
   * @throws RuntimeException when the network could not be run; nothing is said of any image then
   */
  List<Supplier<Verdict>> run(List<Prepared> batch);

  /**
   * Judges a batch: {@link #run}, and then the detectors.
   *
   * @return a verdict for each image, in order
   * @throws RuntimeException when the network could not be run; nothing is said of any image then
   */
  default List<Verdict> assess(List<Prepared> batch) {
    return run(batch).stream().map(Supplier::get).toList();
  }

  /**
   * Runs the bundle's golden images through the same path and compares with what the bundle
   * expects.
   *
   * @throws io.lazaret.core.RefusedException when a feature or score is off by more than the
   *     bundle's tolerance, or the network cannot be run: the machine or the bundle is broken
   */
  void selfTest();

  @Override
  void close();
}
