package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.cli.Settings;
import io.lazaret.core.RefusedException;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.ResampleKernel;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.experiment.Experiments;
import io.lazaret.lab.fit.DetectorTrainers;
import io.lazaret.lab.harmless.HarmlessChanges;
import io.lazaret.lab.phantom.PhantomKind;
import io.lazaret.lab.phantom.PhantomKinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
    recipe.seeds().forEach(seed -> recipe.split().withSeed(seed));
    recipe
        .training()
        .orElseThrow()
        .settings(recipe.backbone().orElseThrow().dropout(), Optional.empty());
    recipe.backbone().orElseThrow().architecture(recipe.image().preprocessing().geometry(), 2);
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    Recipe recipe =
        Settings.parse(
            "recipe",
            TinyStudy.RECIPE.replace("encodings: [png, jpeg-95]\n", ""),
            directory,
            Recipe.class);

    assertEquals(List.of(1L), recipe.seeds());
    assertEquals(ResampleKernel.LANCZOS, recipe.image().kernel());
    assertEquals(List.of("consistency", "dfeat"), recipe.detectors());
    assertEquals(List.of("PGD"), recipe.fit().attacks());
    assertEquals(List.of(Encoding.PNG), recipe.encodings());
    assertEquals(List.of(), recipe.transfer());
  }

  @Test
  void everyKindOfPhantomCanBeNamed() {
    for (PhantomKind kind : PhantomKinds.ALL) {
      String recipe = TinyStudy.RECIPE.replace("xray-phantoms", kind.name());
      assertEquals(
          kind.name(),
          Settings.parse("recipe", recipe, directory, Recipe.class).dataset().kind().code());
    }
  }

  @Test
  void anUnknownKeyIsRefusedByItsName() {
    var refusal =
        assertThrows(
            RefusedException.class, () -> study(TinyStudy.RECIPE.replace("epochs: 2", "epoch: 2")));

    assertTrue(refusal.getMessage().contains("epoch"), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }

  @Test
  void theLeakyProtocolIsAddedToTheExperimentsOnce() {
    for (String named : List.of("", "experiments: [leaks]\n")) {
      Recipe recipe = Settings.parse("recipe", TinyStudy.RECIPE + named, directory, Recipe.class);

      assertEquals(
          List.of("leaks"), Experiments.withLeaks(recipe).stream().map(Experiment::name).toList());
    }
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
        "size: 32 | size: 4097 | no network reads 4097 x 4097; rows and columns must be 8 to 4096",
        "count: 320 | count: 4 | and needs 3; give it a larger share",
        "count: 320 | count: 16 | and needs 3; give it a larger share",
        "count: 320 | classes: 5 | no phantoms 'xray-phantoms' of 5 classes",
        "attacks: [FGSM, PGD] | attacks: [DEEPFOOL] | unknown attack 'DEEPFOOL'",
        "attacks: [FGSM, PGD] | attacks: [PGD-L1] | unknown attack 'PGD-L1'",
        "attacks: [FGSM, PGD] | attacks: [Square-x2] | has a budget, not restarts",
        "attacks: [FGSM, PGD] | attacks: [APGD-T-L2] | needs a network of at least 4 classes",
        "attacks: [FGSM, PGD] | views: [] | 'views' is empty, but consistency look at views",
        "attacks: [FGSM, PGD] | views: [jpeg-75,jpeg-75] | 'views' names the same twice",
        "attacks: [FGSM, PGD] | attacks: [APGD-T] | needs a network of at least 4 classes",
        "harmless: [noise-1, jpeg-95, resize-lanczos] | harmless: [jpeg-0] | 'jpeg-0'",
        "epsilonLevels: [1, 4] | epsilonLevels: [0] | epsilonLevels: 0.0 must be above 0, at most 255",
        "epsilonLevels: [1, 4] | epsilonLevels: [] | 'epsilonLevels' is empty",
        "attacks: [FGSM, PGD] | attacks: [] | 'attacks' is empty",
        "harmless: [noise-1, jpeg-95, resize-lanczos] | harmless: [noise-1] | add 'jpeg-95' to harmless",
        "epsilonLevels: [2] | epsilonLevels: [300] | fit.epsilonLevels: 300.0 must be above 0",
        "epsilonLevels: [2] | epsilonLevels: [] | fit.epsilonLevels or fit.attacks is empty",
        "attacks: [FGSM, PGD] | attacks: [FGSM, FGSM] | 'attacks' names the same twice",
        "attacks: [FGSM, PGD] | attacks: [PGD,pgd] | 'attacks' names the same twice",
        "attacks: [FGSM, PGD] | seeds: [] | 'seeds' is empty",
        "attacks: [FGSM, PGD] | seeds: [3, 3] | 'seeds' names the same twice",
        "encodings: [png, jpeg-95] | encodings: [gif] | 'encodings[0]' must be",
        "attacks: [FGSM, PGD] | bundleDetectors: [kd] | [kd] are not all among its detectors",
        "attacks: [FGSM, PGD] | detectors: [] | 'detectors' is empty",
        "falsePositiveRate: 0.05 | falsePositiveRate: 1.5 | must lie between 0 and 1",
        "falsePositiveRate: 0.05 | falsePositiveRate: 0 | must lie between 0 and 1",
        "falsePositiveRate: 0.05 | falsePositiveRate: 0.001 | needs 999 patients",
        "kind: xray-phantoms | kind: labels-csv | needs --data",
        "width: 4 | architecture: vgg16 | unknown backbone.architecture 'vgg16'; known are small-",
        "width: 4 | architecture: mobilenet_v2 | mobilenet_v2 has its own: remove them",
        "width: 4 | mean: 0.5 | backbone.width is missing; small-resnet needs",
        "width: 4 | width: 4, head: -1 | head must be 0 to 4096",
        "width: 4 | width: 4, dropout: 1 | dropout must be 0 to below 1",
        "width: 4 | width: 4, pretrained: w.npz | 'w.npz' is relative to --data: give --data too",
        "width: 4 | width: 4, pretrained: /absent/w.npz | /absent/w.npz: no such file",
        "epochs: 2 | epochs: 2, rotationDegrees: 200 | rotationDegrees must be 0 to 180",
        "epochs: 2 | epochs: 2, contrast: 1 | contrast must be 0 to 0.99",
      })
  void whatCannotWorkIsRefusedBeforeAnythingIsComputed(String from, String to, String saying) {
    String recipe = TinyStudy.RECIPE.replace(from, to.replaceAll(", (?=[a-z])", "\n  "));
    assertFalse(recipe.equals(TinyStudy.RECIPE), "nothing was replaced");

    var refusal = assertThrows(RefusedException.class, () -> study(recipe));

    assertTrue(refusal.getMessage().contains(saying), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
    assertFalse(Files.exists(directory.resolve("out")));
  }

  @Test
  void attacksAreKnownInAnyCaseAndHaveOneNameInResults() {
    Recipe recipe =
        Settings.parse(
            "recipe",
            TinyStudy.RECIPE
                    .replace("attacks: [FGSM, PGD]", "attacks: [fgsm, pgd-l2-TARGETED-x3]")
                    .replace("feedAttacks: [FGSM]", "feedAttacks: [cw-LOW]")
                + "sweep:\n  attacks: [bim]\n",
            directory,
            Recipe.class);

    assertEquals(List.of("FGSM", "PGD-L2-targeted-x3"), recipe.attacks());
    assertEquals(List.of("CW-low"), recipe.feedAttacks());
    assertEquals(List.of("BIM"), recipe.sweep().attacks());
  }

  /** A step so large that weights become infinite. */
  @Test
  void aTrainingThatDivergesIsSaidAndNothingIsMadeOfIt() {
    String recipe = TinyStudy.RECIPE.replace("epochs: 2", "epochs: 2\n  learningRate: 1e30");

    var refusal =
        assertThrows(
            RefusedException.class,
            () -> TinyStudy.study(recipe, Optional.empty(), directory.resolve("out")).run());

    assertTrue(refusal.getMessage().contains("training.learningRate"), refusal.getMessage());
    assertFalse(Files.exists(directory.resolve("out/results/evaluation.json")));
  }

  /** The weights are looked at before the images are. */
  @Test
  void weightsThatDoNotFitAreRefusedBeforeAnythingIsComputed() throws IOException {
    Path weights = Files.write(directory.resolve("weights.npz"), new byte[] {'P', 'K', 3, 4});
    String recipe =
        TinyStudy.RECIPE
            .replace("width: 4", "architecture: mobilenet_v2\n  pretrained: " + weights)
            .replace("  blocks: [1, 1]\n", "");

    var refusal = assertThrows(RefusedException.class, () -> study(recipe));

    assertTrue(refusal.getMessage().startsWith(weights + ": a damaged npz"), refusal.getMessage());
    assertFalse(Files.exists(directory.resolve("out")));
  }

  static Stream<Arguments> architectures() {
    return Stream.of(
        Arguments.of("resnet18", 8, 512),
        Arguments.of("resnet34", 8, 512),
        Arguments.of("resnet50", 8, 2048),
        Arguments.of("mobilenet_v2", 8, 1280));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void torchvisionsNetworksAreNamedAndMayHaveAHead(String name, int taps, int pooled) {
    String text =
        TinyStudy.RECIPE
            .replace("width: 4", "architecture: " + name + "\n  head: 128")
            .replace("  blocks: [1, 1]\n", "");
    Recipe recipe = Settings.parse("recipe", text, directory, Recipe.class);

    var layout =
        recipe.backbone().orElseThrow().architecture(new Geometry(1, 160, 160), 2).layout();

    assertEquals(taps, layout.taps().size());
    assertEquals(pooled, layout.taps().get(taps - 1).channels());
    assertEquals(128, layout.embedding());
  }

  private Study study(String recipe) {
    return TinyStudy.study(recipe, Optional.empty(), directory.resolve("out"));
  }
}
