package io.lazaret.core.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Coverage-guided fuzzing of every codec: whatever the bytes are, {@link SafeDecoding} holds. The
 * build runs it in a JVM of its own with {@code JAZZER_FUZZ=1}. An input that fails is written to
 * this package's test resources, and {@link ImageDecodeReplayTest} replays it from then on.
 */
@Tag("fuzz")
class ImageDecodeFuzzTest {

  /** Far more than the seeds, far fewer than a minute of fuzzing does on a slow machine. */
  private static final long LEAST_EXECUTIONS = 5_000;

  private static final AtomicLong EXECUTIONS = new AtomicLong();

  static Stream<byte[]> seeds() {
    return FuzzSeeds.all();
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "60s")
  void decode(byte[] input) {
    EXECUTIONS.incrementAndGet();
    FuzzSeeds.interpretations(input).forEach(SafeDecoding::check);
  }

  @AfterAll
  static void didReallyFuzz() {
    assertEquals("1", System.getenv("JAZZER_FUZZ"), "JAZZER_FUZZ: without it nothing is fuzzed");
    assertTrue(
        EXECUTIONS.get() >= LEAST_EXECUTIONS,
        () -> "fuzzing was skipped or stopped early: " + EXECUTIONS + " executions");
  }
}
