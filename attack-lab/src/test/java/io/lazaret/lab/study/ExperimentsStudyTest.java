package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.BundleJson;
import io.lazaret.lab.data.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tiny study answers beyond its evaluation. */
@Tag("lab")
class ExperimentsStudyTest {
  @TempDir static Path directory;
  private static Path results;

  @BeforeAll
  static void runTheStudy() {
    TinyStudy.runQuestions(directory.resolve("study"));
    results = directory.resolve("study/results");
  }

  @Test
  void theSweepBeginsAtTheCleanAccuracyAndHalfALevelDoesNotExistInFiles() throws IOException {
    Map<String, Double> clean = new HashMap<>();
    JsonNode rows = result("sweep");
    assertEquals(2 * 4, rows.size());
    for (JsonNode row : rows) {
      double accuracy = row.path("accuracy").path(0).asDouble();
      if (row.path("epsilon").asDouble() == 0) {
        clean.put(row.path("attack").asText(), accuracy);
      }
      if (row.path("epsilon").asDouble() < 0.45 / 255) {
        assertEquals(clean.get(row.path("attack").asText()), accuracy, row.toString());
      }
      assertTrue(accuracy <= clean.get(row.path("attack").asText()), row.toString());
      assertEquals(40, row.path("n").asInt());
    }
  }

  /** Two of the parts are the very detectors of the evaluation. */
  @Test
  void consistencyOnPartsOfItsNumbersBeginsWithItselfAndEndsWithTheDeepOne() throws IOException {
    JsonNode choices = result("views");
    int views = 4;
    assertEquals(2 + 2 * views + 7, choices.size());
    assertIsTheDetector("consistency", "consistency", choices.get(0));
    JsonNode deep = choices.get(choices.size() - 1);
    assertIsTheDetector("consistency-deep", "consistency-deep", deep);
    for (JsonNode choice : choices) {
      int numbers = choice.path("numbers").asInt();
      String kept = choice.path("kept").asText();
      boolean ofAView = kept.matches(".*-\\d\\S*( alone)?");
      int left = !ofAView ? views : kept.startsWith("without ") ? views - 1 : 1;
      assertEquals(left, choice.path("views").asInt(), kept);
      int nearness = kept.endsWith(" alone") ? 0 : 1;
      assertTrue(
          numbers == 4 * left + nearness || kept.matches("margins.*|sides.*|with.*|dis.*|.*deep"),
          kept);
    }
  }

  private static void assertIsTheDetector(String detector, String kept, JsonNode choice)
      throws IOException {
    assertEquals(kept, choice.path("kept").asText());
    int compared = 0;
    for (JsonNode own : choice.path("detection")) {
      for (JsonNode row : evaluated()) {
        if (row.path("detector").asText().equals(detector)
            && row.path("attack").equals(own.path("attack"))
            && row.path("epsilon").equals(own.path("epsilon"))
            && row.path("geometry").asText().equals("model")
            && row.path("encoding").asText().equals("png")
            && row.path("population").asText().equals("successful")) {
          assertEquals(
              row.path("auc").path(0).asDouble(), own.path("auc").path(0).asDouble(), 1e-4);
          assertEquals(row.path("n").asInt(), own.path("n").asInt());
          compared++;
        }
      }
    }
    assertEquals(choice.path("detection").size(), compared);
  }

  /** Images of the second site come at the network's size: another kernel does nothing to them. */
  @Test
  void noResizeIsTriedWhereNothingIsResized() throws IOException {
    int resizedAtHome = 0;
    for (JsonNode row : result("calibration")) {
      boolean resize = row.path("change").asText().startsWith("resize");
      assertFalse(resize && row.path("site").asText().equals("second-site"), row.toString());
      resizedAtHome += resize ? 1 : 0;
    }
    assertTrue(resizedAtHome > 0);
  }

  private static JsonNode evaluated() throws IOException {
    return BundleJson.mapper()
        .readTree(results.resolve("evaluation.json").toFile())
        .path("detection");
  }

  @Test
  void bothPlanesShowEveryKindOfImage() throws IOException {
    JsonNode planes = result("separability");
    assertEquals(2, planes.size());
    for (JsonNode plane : planes) {
      double first = plane.path("explained").path(0).asDouble();
      double second = plane.path("explained").path(1).asDouble();
      assertTrue(first >= second && second >= 0 && first + second <= 1.001, plane.toString());
      assertEquals("CLEAN", plane.path("clouds").path(0).path("kind").asText());
      assertEquals("HARMLESS", plane.path("clouds").path(1).path("kind").asText());
      assertEquals("PGD", plane.path("clouds").path(2).path("name").asText());
      plane.path("clouds").forEach(cloud -> assertTrue(cloud.path("points").size() <= 30));
    }
  }

  @Test
  void attentionIsMeasuredAgainstTheLesionsThatPhantomsHave() throws IOException {
    for (JsonNode row : result("attention").path("rows")) {
      assertTrue(row.path("n").asInt() >= row.path("masked").asInt());
      if (row.path("masked").asInt() > 0) {
        double area = row.path("areaOutside").path(0).asDouble();
        assertTrue(area > 0.5 && area < 1, row.toString());
        double share = row.path("perturbationOutside").path(0).asDouble();
        assertTrue(share > 0 && share <= 1, row.toString());
      }
    }
  }

  @Test
  void everyFileOfAStripIsThereAndThePerturbationIsWhatItSays() throws IOException {
    JsonNode strips = result("attention").path("strips");
    assertFalse(strips.isEmpty());
    for (JsonNode strip : strips) {
      var clean = ImageFiles.pixels(results.resolve(strip.path("clean").path("file").asText()));
      var attacked =
          ImageFiles.pixels(results.resolve(strip.path("attacked").path("file").asText()));
      var change = ImageFiles.pixels(results.resolve(strip.path("perturbation").asText()));
      double times = strip.path("amplification").asDouble();
      for (int i = 0; i < 32; i++) {
        int difference = attacked.sample(i, i, 0) - clean.sample(i, i, 0);
        assertEquals(128 + times * difference, change.sample(i, i, 0));
      }
      for (String face : new String[] {"clean", "attacked"}) {
        double p = strip.path(face).path("pValue").asDouble();
        assertEquals(
            p <= 0.05 ? "suspect" : "clear", strip.path(face).path("verdict").asText(), "p " + p);
        assertTrue(Files.exists(results.resolve(strip.path(face).path("attention").asText())));
      }
      assertFalse(
          strip.path("attacked").path("predicted").asText().equals(strip.path("label").asText()));
    }
  }

  /**
   * Away from any class and towards each of which the network reads images of others correctly,
   * under two norms, at two sizes.
   */
  @Test
  void oneChangeIsAddedToEveryTestImageThatIsNotYetWhereItLeads() throws IOException {
    JsonNode rows = result("universal").path("attacks");
    Map<String, Integer> images = new HashMap<>();
    for (JsonNode row : rows) {
      String attack = row.path("attack").asText();
      double levels = row.path("epsilon").asDouble() * 255;
      if (attack.startsWith("Universal-L2")) {
        assertTrue(row.path("rootMeanSquareLevels").asDouble() <= levels + 0.5, row.toString());
      } else {
        assertEquals(levels, row.path("largestLevels").asDouble(), 1e-9, row.toString());
      }
      images.put(attack, row.path("n").asInt());
    }
    assertEquals(2 * images.size(), rows.size());
    for (String norm : new String[] {"", "-L2"}) {
      int towards =
          images.getOrDefault("Universal" + norm + " towards no-nodule", 0)
              + images.getOrDefault("Universal" + norm + " towards nodule", 0);
      assertEquals(images.get("Universal" + norm), towards);
    }
    assertEquals(
        2 * 4 * rows.size(), result("universal").path("detection").size(), "all and successful");
  }

  @Test
  void theSameRecipeGivesTheSameAnswers() throws IOException {
    Path again = directory.resolve("again");
    TinyStudy.runQuestions(again);

    for (String file :
        new String[] {"sweep.json", "separability.json", "attention.json", "universal.json"}) {
      assertArrayEquals(
          Files.readAllBytes(results.resolve(file)),
          Files.readAllBytes(again.resolve("results").resolve(file)),
          file);
    }
  }

  @Test
  void whatCannotBeAskedIsRefusedAtOnce() {
    for (String wrong :
        new String[] {
          "sweep: {images: 0}",
          "sweep: {epsilonLevels: [300]}",
          "sweep: {attacks: [Nonsense]}",
          "attention: {epsilonLevel: 0}",
          "separability: {attacks: [APGD-T]}"
        }) {
      String recipe =
          TinyStudy.RECIPE + "experiments: [sweep, separability, attention]\n" + wrong + "\n";

      RefusedException refusal =
          assertThrows(
              RefusedException.class,
              () -> TinyStudy.study(recipe, Optional.empty(), directory.resolve("refused")),
              wrong);

      assertEquals(1, refusal.getMessage().lines().count(), refusal.getMessage());
    }
  }

  private static JsonNode result(String experiment) throws IOException {
    return BundleJson.mapper()
        .readTree(results.resolve(experiment + ".json").toFile())
        .path("result");
  }
}
