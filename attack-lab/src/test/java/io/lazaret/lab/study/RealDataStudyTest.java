package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.OfflineVerdict;
import io.lazaret.lab.evaluate.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** A small study of real chest X-rays; runs where LAZARET_DATA names a folder that holds them. */
@Tag("lab")
@EnabledIfEnvironmentVariable(named = "LAZARET_DATA", matches = ".+")
class RealDataStudyTest {
  private static final String RECIPE =
      """
      name: small-cxr
      dataset:
        kind: labels-csv
        set: cxr_nih
        limitPerClass: 150
      image:
        size: 64
      split:
        train: 0.4
        fit: 0.2
        calibrate: 0.25
        test: 0.15
      backbone:
        width: 8
        blocks: [1, 1, 1]
      training:
        epochs: 6
      fit:
        epsilonLevels: [2]
      attacks: [FGSM, PGD]
      epsilonLevels: [1, 4]
      harmless: [noise-1, jpeg-95, resize-lanczos]
      falsePositiveRate: 0.05
      acceptFlags: a short run that shows that real files go through
      """;

  @TempDir Path directory;

  @Test
  void realFilesGoThroughFromLabelsToVerdicts() throws IOException {
    Path data = Path.of(System.getenv("LAZARET_DATA"), "images");
    Path out = directory.resolve("out");

    Evaluation evaluation = TinyStudy.study(RECIPE, Optional.of(data), out).run();

    Corpus corpus = Corpus.read(out.resolve("corpus"));
    long clean = corpus.entries().stream().filter(entry -> !entry.attacked()).count();
    int attacked = evaluation.attacks().stream().mapToInt(Evaluation.AttackRow::n).sum();
    assertEquals(evaluation.victim().n(), clean);
    assertEquals(attacked, corpus.entries().size() - clean);
    assertEquals(corpus.entries().size(), OfflineVerdict.read(out.resolve("corpus")).size());
    assertTrue(Files.readString(out.resolve("results/report.md")).contains("small-cxr"));
  }
}
