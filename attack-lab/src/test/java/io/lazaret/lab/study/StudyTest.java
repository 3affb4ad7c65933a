package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.bundle.BundleJson;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.CorpusEntry;
import io.lazaret.core.corpus.OfflineVerdict;
import io.lazaret.core.detect.Verdict;
import io.lazaret.lab.data.ImageFiles;
import io.lazaret.lab.evaluate.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One tiny study, from the phantoms to the offline verdicts, looked at from all sides. */
@Tag("lab")
class StudyTest {
  private static final double RATE = 0.05;

  @TempDir static Path directory;
  private static Path out;
  private static Evaluation evaluation;

  @BeforeAll
  static void runTheStudy() {
    out = directory.resolve("first");
    evaluation = TinyStudy.run(out);
  }

  @Test
  void theSameRecipeGivesTheSameFilesByteForByte() throws IOException {
    Path again = directory.resolve("again");
    Evaluation second = TinyStudy.run(again);

    assertEquals(evaluation, second);
    Map<String, byte[]> files = files(out);
    Map<String, byte[]> others = files(again);
    assertEquals(files.keySet(), others.keySet());
    files.forEach((name, bytes) -> assertArrayEquals(bytes, others.get(name), name));
  }

  @Test
  void everyAttackAtEveryEpsilonIsInTheResultsAndKeepsItsThreatModel() {
    assertEquals(12, evaluation.attacks().size(), "three attacks, two sizes, two encodings");
    for (String geometry : List.of("model", "feed")) {
      for (String encoding : List.of("png", "jpeg-95")) {
        assertEquals(
            geometry.equals("model") ? 4 : 2,
            evaluation.attacks().stream()
                .filter(row -> row.geometry().equals(geometry) && row.encoding().equals(encoding))
                .count());
      }
    }
    for (Evaluation.AttackRow row : evaluation.attacks()) {
      assertTrue(row.largestLevels() <= Math.round(255 * row.epsilon()), row.toString());
      assertTrue(row.changed() > 0 && row.n() > 0);
    }
  }

  /** The corpus's verdicts come from files through the app's own path, the rows from the lab. */
  @Test
  void offlineVerdictsAgreeWithTheRatesOfTheEvaluation() {
    Corpus corpus = Corpus.read(out.resolve("corpus"));
    Map<String, OfflineVerdict> verdicts = new HashMap<>();
    OfflineVerdict.read(out.resolve("corpus"))
        .forEach(verdict -> verdicts.put(verdict.imageId(), verdict));
    String deciding = Bundle.read(out.resolve("bundle")).decidingDetector().name();

    assertEquals(corpus.entries().size(), verdicts.size());
    for (Evaluation.DetectionRow row : evaluation.detection()) {
      if (row.detector().equals(deciding)
          && row.population().equals("all")
          && row.geometry().equals("model")
          && row.encoding().equals("png")) {
        List<CorpusEntry> attacked =
            corpus.entries().stream()
                .filter(
                    entry ->
                        entry.attack().equals(Optional.of(row.attack()))
                            && entry.epsilon().orElseThrow() == row.epsilon())
                .toList();
        List<CorpusEntry> clean =
            corpus.entries().stream().filter(entry -> !entry.attacked()).toList();
        assertEquals(row.n(), attacked.size());
        assertEquals(row.tprAt().get("0.05").value(), suspects(attacked, verdicts), 1e-5);
        assertEquals(cleanFpr(deciding), suspects(clean, verdicts), 1e-5);
      }
    }
  }

  @Test
  void aRateThatTheCalibrationCannotSupportIsNull() {
    for (Evaluation.DetectionRow row : evaluation.detection()) {
      assertTrue(row.tprAt().containsKey("0.01"));
      assertEquals(null, row.tprAt().get("0.01"), "1 % needs 99 patients, here are about 80");
    }
  }

  @Test
  void nothingButTheAttackTellsCleanFilesFromAttackedOnes() throws IOException {
    Corpus corpus = Corpus.read(out.resolve("corpus"));
    var geometry = Bundle.read(out.resolve("bundle")).preprocessing().geometry();
    assertTrue(corpus.entries().stream().anyMatch(CorpusEntry::attacked));
    assertTrue(corpus.entries().stream().anyMatch(entry -> !entry.attacked()));
    for (CorpusEntry entry : corpus.entries()) {
      byte[] bytes = corpus.bytes(entry);
      assertArrayEquals(ImageFiles.png(ImageFiles.levels(bytes, geometry)), bytes, entry.id());
    }
    assertEquals("image/png", corpus.description().contentType());
  }

  @Test
  void theBundlePassesItsOwnTestAndKeepsTheProvenance() {
    try (BundleAssessor assessor = BundleAssessor.open(out.resolve("bundle"), "cpu", RATE)) {
      assessor.selfTest();
      assertEquals("xray-phantom", assessor.modality());
      assertTrue(assessor.bundle().matches("tiny-[0-9a-f]{12}"));
    }
    JsonNode provenance = Bundle.read(out.resolve("bundle")).manifest().provenance();
    assertEquals(TinyStudy.RECIPE, provenance.path("recipe").asText());
    assertEquals(1, provenance.path("seeds").path(0).asInt());
    assertEquals(320, sum(provenance.path("split")));
  }

  @Test
  void theResultsOnDiskAreTheEvaluation() throws IOException {
    JsonNode stored = BundleJson.mapper().readTree(out.resolve("results/evaluation.json").toFile());

    assertEquals(BundleJson.mapper().valueToTree(evaluation).toString(), stored.toString());
    assertTrue(Files.readString(out.resolve("results/report.md")).contains("consistency"));
  }

  /** A killed study leaves whole files, up to some point in time. */
  @Test
  void aKilledStudyGoesOnWhereItWasAndEndsTheSame() throws IOException {
    Path killed = directory.resolve("killed");
    Path fitted;
    try (Stream<Path> files = Files.list(out.resolve("work/seed-1"))) {
      fitted = files.filter(file -> file.toString().contains("fit-PGD")).findFirst().orElseThrow();
    }
    List<Path> kept = new ArrayList<>();
    for (String name :
        List.of(
            "study.sha256",
            "seed-1/backbone.safetensors",
            out.resolve("work").relativize(fitted).toString())) {
      Path to = killed.resolve("work").resolve(name);
      Files.createDirectories(to.getParent());
      kept.add(Files.copy(out.resolve("work").resolve(name), to));
    }
    Files.writeString(killed.resolve("work/seed-1/test-FGSM-1.0.gz.unfinished"), "half");
    List<FileTime> before = new ArrayList<>();
    for (Path file : kept) {
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
      before.add(Files.getLastModifiedTime(file));
    }

    Evaluation evaluationOfTheRest = TinyStudy.run(killed);

    assertEquals(evaluation, evaluationOfTheRest);
    for (int i = 0; i < kept.size(); i++) {
      assertEquals(before.get(i), Files.getLastModifiedTime(kept.get(i)), "computed again");
    }
    Map<String, byte[]> files = files(out);
    Map<String, byte[]> others = files(killed);
    assertEquals(files.keySet(), others.keySet());
    files.forEach((name, bytes) -> assertArrayEquals(bytes, others.get(name), name));
  }

  /** Detectors stand in the recipe's order, not in that of their names. */
  @Test
  void aStudyThatIsEvaluatedAgainFromItsWorkGivesTheSameFiles() throws IOException {
    Path study = directory.resolve("evaluated-again");
    TinyStudy.run(study, "mahalanobis, dfeat, consistency");
    Map<String, byte[]> files = files(study);
    try (Stream<Path> walk = Files.walk(study)) {
      for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(study) && !file.startsWith(study.resolve("work"))) {
          Files.delete(file);
        }
      }
    }

    Evaluation again = TinyStudy.run(study, "mahalanobis, dfeat, consistency");

    assertEquals(
        List.of("mahalanobis", "dfeat", "consistency"),
        again.detection().stream().map(Evaluation.DetectionRow::detector).distinct().toList());
    Map<String, byte[]> others = files(study);
    assertEquals(files.keySet(), others.keySet());
    files.forEach((name, bytes) -> assertArrayEquals(bytes, others.get(name), name));
  }

  @Test
  void theWorkOfAnotherRecipeIsNotGoneOnWith() throws IOException {
    Path other = directory.resolve("other");
    Files.createDirectories(other.resolve("work"));
    Files.copy(out.resolve("work/study.sha256"), other.resolve("work/study.sha256"));
    String recipe = TinyStudy.RECIPE.replace("epochs: 2", "epochs: 3");

    var refusal =
        assertThrows(
            RefusedException.class, () -> TinyStudy.study(recipe, Optional.empty(), other).run());

    assertTrue(refusal.getMessage().contains("another recipe"), refusal.getMessage());
  }

  @Test
  void aSecondStudyInTheSamePlaceIsRefused() {
    var refusal = assertThrows(RefusedException.class, () -> TinyStudy.run(out));

    assertTrue(refusal.getMessage().contains("holds an earlier study"));
  }

  private static double cleanFpr(String detector) {
    return evaluation.falseAlarms().stream()
        .filter(row -> row.detector().equals(detector) && row.change().equals("clean"))
        .findFirst()
        .orElseThrow()
        .fprReached()
        .get("0.05")
        .value();
  }

  private static double suspects(List<CorpusEntry> entries, Map<String, OfflineVerdict> verdicts) {
    long suspects =
        entries.stream()
            .filter(entry -> verdicts.get(entry.id()).outcome() == Verdict.Outcome.SUSPECT)
            .count();
    return suspects / (double) entries.size();
  }

  private static int sum(JsonNode counts) {
    int sum = 0;
    for (JsonNode count : counts) {
      sum += count.asInt();
    }
    return sum;
  }

  /** All but the one that says how long it took. */
  private static Map<String, byte[]> files(Path root) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("work/spent.json")) {
          files.put(root.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }
}
