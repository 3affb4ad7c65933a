package io.lazaret.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lazaret.core.RefusedException;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.lab.study.PhantomCorpus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole of Lazaret in this JVM, with the bundle that ships. */
@Tag("broker")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoTest {
  private static final int IMAGES = 120;

  private Path work;
  private DemoReport report;

  @BeforeAll
  void exercise(@TempDir Path directory) throws Exception {
    work = directory;
    try (Demo demo =
        Demo.start(plan(ShippedBundle.DIRECTORY), phantoms(0.5), work.resolve("demo"))) {
      report = demo.exercise();
    }
  }

  @Test
  void everyImageGetsOneVerdictAndItIsTheOfflineOne() throws Exception {
    assertTrue(report.lawKept(), () -> report.audit().toText());
    JsonNode json = new ObjectMapper().readTree(report.toJson());
    assertEquals(IMAGES, json.path("received").asInt());
    assertEquals(IMAGES, json.path("verdicts").asInt());
    assertEquals(
        IMAGES,
        json.path("cleared").asInt()
            + json.path("quarantined").asInt()
            + json.path("rejected").asInt());
    assertTrue(json.path("rejected").asInt() > 0, "some records were broken on their way");
    assertTrue(report.agreement().disagreeing().isEmpty(), report.agreement()::toString);
    assertEquals(
        IMAGES - report.exercise().malformedRejected().of(),
        report.agreement().agreeing() + report.agreement().nearThreshold(),
        "every image that arrived whole is compared");
  }

  @Test
  void theReportHasTheFieldsThatItPromises() throws Exception {
    JsonNode json = new ObjectMapper().readTree(report.toJson());
    List<String> missing =
        new ArrayList<>(
            List.of(
                "received",
                "cleared",
                "quarantined",
                "rejected",
                "verdicts",
                "attacked",
                "caught",
                "falseAlarms",
                "imagesPerSecond",
                "modelImagesPerSecond"));
    missing.removeIf(field -> json.path(field).isNumber());
    assertEquals(List.of(), missing);
    assertTrue(json.path("attacked").asInt() > IMAGES / 4);
    assertTrue(json.path("caught").asInt() <= json.path("attacked").asInt());
  }

  @Test
  void aBundleThatIsNoneIsRefusedBeforeABrokerStarts(@TempDir Path empty) throws Exception {
    Corpus corpus = Corpus.read(work.resolve("corpus"));
    RefusedException refused =
        assertThrows(
            RefusedException.class, () -> Demo.start(plan(empty), corpus, empty.resolve("demo")));
    assertTrue(refused.getMessage().contains("bundle.json"), refused.getMessage());
  }

  private Corpus phantoms(double attacked) {
    return new PhantomCorpus(ShippedBundle.DIRECTORY, IMAGES, attacked, "PGD", 2, 42, "cpu")
        .write(work.resolve("corpus"), done -> {});
  }

  private static DemoPlan plan(Path bundle) {
    return new DemoPlan(bundle, "cpu", 0.01, IMAGES, 0.05, 7, OptionalInt.empty());
  }
}
