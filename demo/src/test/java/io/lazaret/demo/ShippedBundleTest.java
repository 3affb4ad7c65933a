package io.lazaret.demo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.CorpusEntry;
import io.lazaret.core.corpus.OfflineVerdict;
import io.lazaret.core.detect.Verdict;
import io.lazaret.lab.evaluate.BetaBinomial;
import io.lazaret.lab.study.OfflineAssessment;
import io.lazaret.lab.study.PhantomCorpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bundle that ships, on phantoms that nobody has seen: their seed is the commit's hash. Its
 * figures must lie where its own report says that fresh figures lie, 999 times in 1000.
 */
@Tag("lab")
class ShippedBundleTest {
  private static final int IMAGES = 1000;
  private static final double ATTACKED = 0.3;

  @TempDir private Path work;

  @Test
  void freshPhantomsAreJudgedAsTheReportOfTheBundleSays() throws IOException {
    long seed = commitSeed();
    Corpus corpus =
        new PhantomCorpus(ShippedBundle.DIRECTORY, IMAGES, ATTACKED, "PGD", 2, seed, "cpu")
            .write(work.resolve("corpus"), done -> {});
    List<OfflineVerdict> verdicts;
    try (BundleAssessor assessor = BundleAssessor.open(ShippedBundle.DIRECTORY, "cpu", 0.01)) {
      verdicts = OfflineAssessment.of(corpus, assessor);
    }
    JsonNode report =
        new ObjectMapper()
            .readTree(ShippedBundle.DIRECTORY.resolve("report/evaluation.json").toFile());

    check(
        "false alarms, seed " + seed,
        row(report.path("falseAlarms"), row -> row.path("change").asText().equals("clean")),
        "fprReached",
        corpus.entries(),
        verdicts,
        entry -> !entry.attacked());
    check(
        "caught, seed " + seed,
        row(
            report.path("detection"),
            row ->
                row.path("attack").asText().equals("PGD")
                    && Math.round(row.path("epsilon").asDouble() * 255) == 2
                    && row.path("population").asText().equals("all")),
        "tprAt",
        corpus.entries(),
        verdicts,
        CorpusEntry::attacked);
  }

  @Test
  void theBundleFitsItsBudgetAndIsCalibratedOnAThousandPhantoms() throws IOException {
    long bytes;
    try (Stream<Path> files = Files.walk(ShippedBundle.DIRECTORY)) {
      bytes = files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
    assertTrue(bytes <= 4_000_000, bytes + " bytes");
    Bundle bundle = Bundle.read(ShippedBundle.DIRECTORY);
    bundle
        .calibrations()
        .forEach(
            (detector, calibration) ->
                calibration
                    .strata()
                    .forEach(
                        (stratum, scores) ->
                            assertTrue(
                                scores.length >= 1000, detector + " " + stratum + scores.length)));
  }

  private static JsonNode row(JsonNode rows, Predicate<JsonNode> wanted) {
    for (JsonNode row : rows) {
      if (row.path("detector").asText().equals("consistency") && wanted.test(row)) {
        return row;
      }
    }
    throw new IllegalStateException("the report has no such row");
  }

  private static void check(
      String what,
      JsonNode row,
      String field,
      List<CorpusEntry> entries,
      List<OfflineVerdict> verdicts,
      Predicate<CorpusEntry> population) {
    int images = 0;
    int suspects = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (population.test(entries.get(i))) {
        images++;
        suspects += verdicts.get(i).outcome() == Verdict.Outcome.SUSPECT ? 1 : 0;
      }
    }
    int n = row.path("n").asInt();
    int hits = (int) Math.round(row.path(field).path("0.01").path(0).asDouble() * n);
    BetaBinomial fresh = new BetaBinomial(images, hits + 0.5, n - hits + 0.5);
    assertTrue(
        fresh.cumulative(suspects) > 0.0005 && 1 - fresh.cumulative(suspects - 1) > 0.0005,
        what
            + ": "
            + suspects
            + " of "
            + images
            + "; the report has "
            + hits
            + " of "
            + n
            + ", which makes this a chance of less than 1 in 1000");
  }

  /** The commit's hash as a seed; a fixed one outside of a repository. */
  private static long commitSeed() throws IOException {
    Process git =
        new ProcessBuilder("git", "-C", ShippedBundle.HOME.toString(), "rev-parse", "HEAD")
            .redirectErrorStream(true)
            .start();
    String hash = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return hash.matches("[0-9a-f]{40}\\s*")
        ? Long.parseLong(hash.substring(0, 8), 16)
        : 20_240_601L;
  }
}
