package io.lazaret.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.cli.Settings;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.OfflineVerdict;
import io.lazaret.lab.study.Progress;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Study;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** What a study says of its test images offline, the stream says of them verdict by verdict. */
@Tag("lab")
class StudyStreamTest {
  private static final String RECIPE =
      """
      name: small
      dataset: {%s}
      image: {size: 48}
      split: {train: 0.4, fit: 0.2, calibrate: 0.25, test: 0.15}
      backbone: {width: 8, blocks: [1, 1]}
      training: {epochs: 3}
      fit: {epsilonLevels: [2]}
      attacks: [FGSM, PGD]
      epsilonLevels: [2]
      harmless: [noise-1, jpeg-95]
      falsePositiveRate: 0.05
      acceptFlags: a short run, of which only the agreement counts
      """;

  @TempDir private Path work;

  @Test
  void onPhantoms() throws Exception {
    assertAgreement("kind: xray-phantoms, count: 400, size: 96", Optional.empty());
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "LAZARET_DATA", matches = ".+")
  void onRealChestXrays() throws Exception {
    assertAgreement(
        "kind: labels-csv, set: cxr_nih, limitPerClass: 150",
        Optional.of(Path.of(System.getenv("LAZARET_DATA"), "images")));
  }

  private void assertAgreement(String dataset, Optional<Path> data) throws Exception {
    String text = RECIPE.formatted(dataset);
    Recipe recipe = Settings.parse("small.yaml", text, work, Recipe.class);
    Path out = work.resolve("study");
    Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), false);
    new Study(recipe, text, data, Optional.empty(), out, "cpu", silent, List.of()).run();

    Corpus corpus = Corpus.read(out.resolve("corpus"));
    int images = corpus.entries().size();
    DemoPlan plan =
        new DemoPlan(out.resolve("bundle"), "cpu", 0.05, images, 0, 1, OptionalInt.empty());
    DemoReport report;
    try (Demo demo = Demo.start(plan, corpus, work.resolve("demo"))) {
      report = demo.exercise();
    }

    assertEquals(images, OfflineVerdict.read(corpus.directory()).size());
    assertTrue(report.lawKept(), () -> report.audit().toText());
    assertTrue(report.agreement().disagreeing().isEmpty(), report.agreement()::toString);
    assertEquals(images, report.agreement().agreeing() + report.agreement().nearThreshold());
  }
}
