package io.lazaret.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.corpus.CorpusEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixTest {
  @TempDir Path directory;
  private List<CorpusEntry> entries;

  @BeforeEach
  void aCorpusOf60CleanAnd20Attacked() {
    entries = SmallCorpus.write(directory.resolve("corpus"), 60, 20, 10).entries();
  }

  @Test
  void withoutAnAskedShareEveryImageComesOnce() {
    List<PlannedImage> images = images(plan(null, null, 0, 1, false));

    assertEquals(80, images.size());
    assertEquals(80, ids(images).count());
    assertEquals(20, attacked(images));
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0, 40, 20, 0",
    "0.25, 0.1, 80, 20, 8",
    "0, 0.5, 60, 0, 30",
    "1, 0, 20, 20, 0",
    "0.1, 0, 67, 7, 0"
  })
  void theSharesAreExactAndTheMixUsesAllItCan(
      double attackedShare, double malformedShare, int all, long attacked, long malformed) {
    List<PlannedImage> images = images(plan(null, attackedShare, malformedShare, 1, false));

    assertEquals(all, images.size());
    assertEquals(attacked, attacked(images));
    assertEquals(malformed, images.stream().filter(i -> i.malforming().isPresent()).count());
  }

  @Test
  void malformedImagesAreMadeOfCleanOnesInEveryWay() {
    List<PlannedImage> malformed =
        images(plan(null, 0.25, 0.1, 1, false)).stream()
            .filter(image -> image.malforming().isPresent())
            .toList();

    assertTrue(malformed.stream().noneMatch(image -> image.entry().attacked()));
    assertTrue(malformed.stream().allMatch(image -> image.id().endsWith("~malformed")));
    assertEquals(4, malformed.stream().map(PlannedImage::malforming).distinct().count());
  }

  @Test
  void theSameSeedGivesTheSameImagesAndAnotherSeedOthers() {
    assertEquals(images(plan(200L, 0.3, 0.1, 7, true)), images(plan(200L, 0.3, 0.1, 7, true)));
    assertNotEquals(images(plan(200L, 0.3, 0.1, 7, true)), images(plan(200L, 0.3, 0.1, 8, true)));
  }

  @Test
  void repeatedImagesHaveIdsOfTheirOwn() {
    List<PlannedImage> images = images(plan(500L, 0.3, 0.1, 7, true));

    assertEquals(500, images.size());
    assertEquals(500, ids(images).count());
    assertTrue(ids(images).anyMatch(id -> id.endsWith("~2")));
  }

  @Test
  void aRepeatedMixWithoutACountHasNoEnd() {
    var mix = new Mix(entries, plan(null, null, 0, 1, true), false);
    for (int i = 0; i < 10_000; i++) {
      mix.next();
    }

    assertTrue(mix.hasNext());
  }

  @ParameterizedTest
  @CsvSource({"81, ", "41, 0.5", "21, 1"})
  void moreThanTheCorpusHasIsRefusedUnlessRepeated(long count, Double attackedShare) {
    ReplayPlan once = plan(count, attackedShare, 0, 1, false);

    var refusal = assertThrows(RefusedException.class, () -> new Mix(entries, once, false));
    assertTrue(refusal.getMessage().startsWith("the corpus has 60 clean and 20 attacked images"));
    assertEquals(count, images(plan(count, attackedShare, 0, 1, true)).size());
  }

  @Test
  void aShareOfImagesThatTheCorpusLacksIsRefused() {
    List<CorpusEntry> clean = entries.stream().filter(entry -> !entry.attacked()).toList();
    List<CorpusEntry> attacked = entries.stream().filter(CorpusEntry::attacked).toList();

    assertThrows(RefusedException.class, () -> new Mix(clean, plan(null, 0.1, 0, 1, true), false));
    assertThrows(
        RefusedException.class, () -> new Mix(attacked, plan(null, 0.9, 0, 1, false), false));
    assertThrows(
        RefusedException.class, () -> new Mix(attacked, plan(null, null, 0.1, 1, false), false));
    assertThrows(
        RefusedException.class, () -> new Mix(List.of(), plan(null, null, 0, 1, true), false));
  }

  @ParameterizedTest
  @CsvSource({"1.1, 0", "-0.1, 0", "0, 2", "0.6, 0.5", "NaN, 0"})
  void sharesThatAreNoneAreRefused(double attackedShare, double malformedShare) {
    assertThrows(RefusedException.class, () -> plan(null, attackedShare, malformedShare, 1, false));
  }

  @Test
  void aRateOrCountOfNothingIsRefused() {
    assertThrows(RefusedException.class, () -> plan(0L, null, 0, 1, false));
    assertThrows(
        RefusedException.class,
        () ->
            new ReplayPlan(
                OptionalDouble.of(0),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                0,
                1,
                "feed",
                false));
  }

  private List<PlannedImage> images(ReplayPlan plan) {
    var images = new ArrayList<PlannedImage>();
    new Mix(entries, plan, false).forEachRemaining(images::add);
    assertFalse(images.isEmpty());
    return images;
  }

  private static Stream<String> ids(List<PlannedImage> images) {
    return new HashSet<>(images.stream().map(PlannedImage::id).toList()).stream();
  }

  private static long attacked(List<PlannedImage> images) {
    return images.stream().filter(image -> image.entry().attacked()).count();
  }

  private static ReplayPlan plan(
      Long images, Double attacked, double malformed, long seed, boolean repeat) {
    return new ReplayPlan(
        OptionalDouble.empty(),
        images == null ? OptionalLong.empty() : OptionalLong.of(images),
        attacked == null ? OptionalDouble.empty() : OptionalDouble.of(attacked),
        malformed,
        seed,
        "feed",
        repeat);
  }
}
