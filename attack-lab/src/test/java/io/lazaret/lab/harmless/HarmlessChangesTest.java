package io.lazaret.lab.harmless;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.core.model.ResampleKernel;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.phantom.PhantomKinds;
import io.lazaret.lab.phantom.Phantoms;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HarmlessChangesTest {
  private static final Pixels SOURCE = new Phantoms(PhantomKinds.XRAY_NODULE, 2, 64, 1).pixels(1);
  private static final Specimen SPECIMEN = new Specimen("image", "patient", 1, () -> SOURCE);
  private static final Preprocessing PREPROCESSING =
      new Preprocessing(new Geometry(1, 32, 32), ResampleKernel.BILINEAR);
  private static final Levels IMAGE = PREPROCESSING.apply(SOURCE);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "noise-1",
        "noise-3",
        "jpeg-95",
        "jpeg-75",
        "jpeg-1",
        "jpeg-100",
        "contrast-110",
        "contrast-90",
        "brightness-110",
        "brightness-90",
        "blur-0.5",
        "blur-1.0",
        "resize-box",
        "resize-bicubic",
        "resize-lanczos"
      })
  void everyChangeKeepsItsNameAndTheGeometryAndFollowsFromTheSeed(String name) {
    HarmlessChange change = HarmlessChanges.named(name);

    assertEquals(name, change.name());
    assertEquals(IMAGE.geometry(), apply(name, 1).geometry());
    assertEquals(apply(name, 1), apply(name, 1));
    assertNotEquals(IMAGE, apply(name, 1));
  }

  @Test
  void noiseMovesEverySampleByItsLevels() {
    Levels noisy = apply("noise-2", 1);

    Set<Integer> moves = new TreeSet<>();
    for (int i = 0; i < IMAGE.geometry().size(); i++) {
      int level = IMAGE.level(i);
      if (level >= 2 && level <= 253) {
        moves.add(noisy.level(i) - level);
      }
    }
    assertEquals(Set.of(-2, 2), moves);
    assertNotEquals(noisy, apply("noise-2", 2), "another seed");
  }

  @Test
  void contrastAndBrightnessAreLinear() {
    double mean = IntStream.range(0, 32 * 32).map(IMAGE::level).average().orElseThrow();
    Levels contrast = apply("contrast-90", 1);
    Levels brightness = apply("brightness-110", 1);
    for (int i = 0; i < 32 * 32; i++) {
      assertEquals(mean + 0.9 * (IMAGE.level(i) - mean), contrast.level(i), 0.51);
      assertEquals(Math.min(255, 1.1 * IMAGE.level(i)), brightness.level(i), 0.51);
    }
  }

  @Test
  void resizingStartsFromTheImageAsItWasTaken() {
    assertEquals(
        new Preprocessing(PREPROCESSING.geometry(), ResampleKernel.LANCZOS).apply(SOURCE),
        apply("resize-lanczos", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "noise",
        "noise-",
        "noise-0",
        "noise-1.5",
        "noise-NaN",
        "noise--1",
        "noise-300",
        "jpeg-0",
        "jpeg-101",
        "jpeg-75.5",
        "contrast-0",
        "contrast-ten",
        "brightness--10",
        "brightness-Infinity",
        "blur-0",
        "blur--1",
        "blur-NaN",
        "resize",
        "resize-nearest",
        "sharpen-1",
        "Noise-1"
      })
  void whatCannotBeAppliedIsRefusedBeforeItIs(String name) {
    var refusal = assertThrows(RefusedException.class, () -> HarmlessChanges.named(name));

    assertTrue(refusal.getMessage().contains("'" + name + "'"), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }

  /** Strata are found by their names: two spellings of one change would be two strata. */
  @Test
  void theNameIsTheOneThatWasGivenInOneSpelling() {
    for (String name : List.of("blur-0.50", "blur-.5", "noise-01", "jpeg-075", "jpeg-7e1")) {
      try {
        assertEquals(name, HarmlessChanges.named(name).name());
      } catch (RefusedException e) {
        assertTrue(e.getMessage().contains(name));
      }
    }
  }

  private static Levels apply(String name, long seed) {
    return HarmlessChanges.named(name).apply(SPECIMEN, IMAGE, PREPROCESSING, seed);
  }
}
