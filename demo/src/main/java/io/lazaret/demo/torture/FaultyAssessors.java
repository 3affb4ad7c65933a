package io.lazaret.demo.torture;

import io.lazaret.app.AssessorFactory;
import io.lazaret.app.config.AppConfig;
import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.detect.CleanReference;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Prepared;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Assessors whose network sometimes throws, hangs or gives no numbers. */
final class FaultyAssessors implements AssessorFactory {
  private static final double HANGS = 0.002;
  private static final double BREAKS = 0.002;
  private static final double THROWS = 0.01;
  private static final double NO_NUMBERS = 0.02;

  private final AssessorFactory sound;
  private final Path whileThisExists;
  private final SplittableRandom random;

  /**
   * @param whileThisExists a file; without it, nothing goes wrong
   */
  FaultyAssessors(AssessorFactory sound, Path whileThisExists, long seed) {
    this.sound = sound;
    this.whileThisExists = whileThisExists;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public Map<String, Assessor> open(Map<String, Path> bundles, AppConfig config) {
    Map<String, Assessor> assessors = new LinkedHashMap<>();
    sound
        .open(bundles, config)
        .forEach((modality, assessor) -> assessors.put(modality, new Faulty(assessor)));
    return assessors;
  }

  /** Used on the device's one thread. */
  private final class Faulty implements Assessor {
    private final Assessor assessor;
    private boolean broken;

    Faulty(Assessor assessor) {
      this.assessor = assessor;
    }

    @Override
    public List<Supplier<Verdict>> run(List<Prepared> batch) {
      double lot = Files.exists(whileThisExists) ? random.nextDouble() : 1;
      if ((lot -= HANGS) < 0) {
        hang();
      }
      if ((lot -= BREAKS) < 0) {
        broken = true;
      }
      if ((lot -= THROWS) < 0) {
        throw new IllegalStateException("torture: the network fails");
      }
      List<Supplier<Verdict>> judging = assessor.run(batch);
      return lot - NO_NUMBERS < 0
          ? judging.stream().map(FaultyAssessors::withoutNumbers).toList()
          : judging;
    }

    @Override
    public void selfTest() {
      if (broken) {
        throw new RefusedException("torture: the golden images give something else");
      }
      assessor.selfTest();
    }

    @Override
    public String bundle() {
      return assessor.bundle();
    }

    @Override
    public String modality() {
      return assessor.modality();
    }

    @Override
    public String device() {
      return assessor.device();
    }

    @Override
    public CleanReference reference() {
      return assessor.reference();
    }

    @Override
    public Prepared prepare(Pixels pixels) {
      return assessor.prepare(pixels);
    }

    @Override
    public void close() {
      assessor.close();
    }
  }

  private static void hang() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      // As native code that nobody can interrupt, for as long as the watchdog lets it live.
      hang();
    }
  }

  /** A clear verdict that rests on nothing. */
  private static Supplier<Verdict> withoutNumbers(Supplier<Verdict> sound) {
    Assessment nothing =
        new Assessment("torture", Map.of("consistency", Double.NaN), Double.NaN, 0.01);
    return () -> new Verdict.Clear(nothing);
  }
}
