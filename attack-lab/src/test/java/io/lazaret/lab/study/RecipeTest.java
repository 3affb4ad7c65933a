package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.cli.Settings;
import io.lazaret.core.RefusedException;
import io.lazaret.core.model.ResampleKernel;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.fit.DetectorTrainers;
import io.lazaret.lab.harmless.HarmlessChanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeTest {
  @TempDir Path directory;

  static List<Path> recipes() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../recipes"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyRecipeOfTheProjectCanBeReadAndNamesWhatThereIs(Path file) {
    Recipe recipe = Settings.read(file, Recipe.class);

    recipe.attacks().forEach(Attacks::named);
    recipe.detectors().forEach(DetectorTrainers::named);
    recipe.harmless().forEach(HarmlessChanges::named);
    recipe.split().withSeed(recipe.seed());
    recipe.training().settings();
    recipe.backbone().architecture(recipe.image().preprocessing().geometry(), 2);
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    Recipe recipe =
        Settings.parse(
            "recipe", TinyStudy.RECIPE.replace("seed: 1\n", ""), directory, Recipe.class);

    assertEquals(1, recipe.seed());
    assertEquals(ResampleKernel.LANCZOS, recipe.image().kernel());
    assertEquals(List.of("consistency", "dfeat"), recipe.detectors());
    assertEquals("PGD", recipe.fit().attack());
  }

  @Test
  void anUnknownKeyIsRefusedByItsName() {
    var refusal =
        assertThrows(
            RefusedException.class, () -> study(TinyStudy.RECIPE.replace("epochs: 2", "epoch: 2")));

    assertTrue(refusal.getMessage().contains("epoch"), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }

  /** A study takes hours: what cannot work is said at once, and nothing is written. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epochs: 2 | epochs: 0 | epochs",
        "width: 4 | width: 0 | width must be 1 to 512",
        "blocks: [1, 1] | blocks: [] | blocks must be 1 to 4 stages",
        "train: 0.4 | train: 0.5 | the shares add up to 1.1",
        "count: 320 | count: 4 | holds no image of class",
        "attacks: [FGSM, PGD] | attacks: [DEEPFOOL] | unknown attack 'DEEPFOOL'",
        "attacks: [FGSM, PGD] | attacks: [APGD-T] | needs a network of at least 4 classes",
        "harmless: [noise-1, jpeg-95, resize-lanczos] | harmless: [jpeg-0] | 'jpeg-0'",
        "epsilonLevels: [1, 4] | epsilonLevels: [0] | epsilon must lie between 0 and 1",
        "epsilonLevels: [2] | epsilonLevels: [300] | epsilon must lie between 0 and 1",
        "epsilonLevels: [2] | epsilonLevels: [] | fit.epsilonLevels is empty",
        "falsePositiveRate: 0.05 | falsePositiveRate: 1.5 | must lie between 0 and 1",
        "falsePositiveRate: 0.05 | falsePositiveRate: 0 | must lie between 0 and 1",
        "falsePositiveRate: 0.05 | falsePositiveRate: 0.001 | needs 999 patients",
        "kind: xray-phantoms | kind: labels-csv | needs --data",
      })
  void whatCannotWorkIsRefusedBeforeAnythingIsComputed(String from, String to, String saying) {
    String recipe = TinyStudy.RECIPE.replace(from, to);
    assertFalse(recipe.equals(TinyStudy.RECIPE), "nothing was replaced");

    var refusal = assertThrows(RefusedException.class, () -> study(recipe));

    assertTrue(refusal.getMessage().contains(saying), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
    assertFalse(Files.exists(directory.resolve("out")));
  }

  private Study study(String recipe) {
    return TinyStudy.study(recipe, Optional.empty(), directory.resolve("out"));
  }
}
