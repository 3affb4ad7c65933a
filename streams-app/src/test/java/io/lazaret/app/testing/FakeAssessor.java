package io.lazaret.app.testing;

import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.detect.CleanReference;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Prepared;
import java.lang.management.MemoryUsage;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Judges by the grey level of the first pixel: up to {@link #BRIGHT} clear, above it suspect, and a
 * few levels that misbehave. Takes its time for each batch.
 */
public final class FakeAssessor implements Assessor {
  /** The network throws whenever this one is in the batch. */
  public static final int POISON = 13;

  /** The score is not a number. */
  public static final int NOT_A_NUMBER = 14;

  /** Cannot be prepared. */
  public static final int UNPREPARED = 15;

  /** The machine runs out of memory. */
  public static final int OUT_OF_MEMORY = 16;

  /** The largest level that is clear. */
  public static final int BRIGHT = 200;

  private final String modality;
  private final String bundle;
  private final Duration batchTime;
  private final Queue<Integer> batches = new ConcurrentLinkedQueue<>();
  private volatile int brightest = 255;
  private volatile Supplier<Optional<MemoryUsage>> memory = Optional::empty;
  private volatile Runnable before = () -> {};
  private volatile boolean broken;
  private volatile boolean closed;

  public FakeAssessor(String modality, Duration batchTime) {
    this(modality, batchTime, "fake-" + modality);
  }

  /**
   * @param bundle the id of the bundle that it claims to be
   */
  public FakeAssessor(String modality, Duration batchTime, String bundle) {
    this.modality = modality;
    this.bundle = bundle;
    this.batchTime = batchTime;
  }

  /** From now on the self-test fails, and so does every batch. */
  public void breakDown() {
    broken = true;
  }

  /** From now on this is done before every batch. */
  public void beforeBatch(Runnable step) {
    before = step;
  }

  /** From now on it fails on brighter images. */
  public void failAbove(int grey) {
    brightest = grey;
  }

  /** From now on, its device says that it has memory of its own. */
  public void deviceHas(MemoryUsage bytes) {
    deviceHas(() -> Optional.of(bytes));
  }

  /** From now on, its device's memory is asked for so. */
  public void deviceHas(Supplier<Optional<MemoryUsage>> bytes) {
    memory = bytes;
  }

  @Override
  public Optional<MemoryUsage> deviceMemory() {
    return memory.get();
  }

  /** The sizes of the batches so far. */
  public List<Integer> batches() {
    return List.copyOf(batches);
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public String bundle() {
    return bundle;
  }

  @Override
  public String modality() {
    return modality;
  }

  @Override
  public String device() {
    return "cpu()";
  }

  @Override
  public Prepared prepare(Pixels pixels) {
    int grey = pixels.sample(0, 0, 0);
    if (grey == UNPREPARED) {
      throw new IllegalStateException("cannot be prepared");
    }
    return new Prepared(1, new float[] {grey});
  }

  /** Of clean images, whose median is 0.4. */
  @Override
  public CleanReference reference() {
    double[] scores = IntStream.rangeClosed(1, 99).mapToDouble(i -> i * 0.008).toArray();
    return new CleanReference("brightness", scores, BRIGHT / 255.0);
  }

  @Override
  public List<Supplier<Verdict>> run(List<Prepared> batch) {
    batches.add(batch.size());
    before.run();
    sleep();
    if (broken) {
      throw new IllegalStateException("broken");
    }
    return batch.stream().<Supplier<Verdict>>map(image -> () -> judge(image)).toList();
  }

  @Override
  public void selfTest() {
    if (broken) {
      throw new RefusedException("the golden images come out wrong");
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private Verdict judge(Prepared prepared) {
    FloatBuffer value = FloatBuffer.allocate(prepared.size());
    prepared.copyTo(value);
    int grey = (int) value.get(0);
    if (grey == POISON || grey > brightest) {
      throw new IllegalStateException("poison");
    }
    if (grey == OUT_OF_MEMORY) {
      throw new OutOfMemoryError("for the test");
    }
    double score = grey == NOT_A_NUMBER ? Double.NaN : grey / 255.0;
    Assessment assessment =
        new Assessment(bundle, Map.of("brightness", score), 1 - grey / 256.0, 0.01);
    return grey > BRIGHT ? new Verdict.Suspect(assessment) : new Verdict.Clear(assessment);
  }

  private void sleep() {
    try {
      Thread.sleep(batchTime.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
