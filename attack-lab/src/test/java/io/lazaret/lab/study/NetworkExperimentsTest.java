package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.BundleJson;
import io.lazaret.core.model.Ends;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.MobileNetV2;
import io.lazaret.core.model.Normalisation;
import io.lazaret.core.model.djl.Network;
import io.lazaret.core.model.djl.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The experiments that train networks, or look at protocols, in a study of a few seconds. */
@Tag("lab")
class NetworkExperimentsTest {
  private static final String RECIPE =
      """
      name: experiments
      dataset:
        kind: xray-phantoms
        count: 160
        size: 32
      image:
        size: 32
      split:
        train: 0.3
        fit: 0.2
        calibrate: 0.2
        test: 0.3
      backbone:
        width: 4
        blocks: [1, 1]
      training:
        epochs: 1
      views: [jpeg-75]
      fit:
        attacks: [FGSM]
        epsilonLevels: [2]
      attacks: [FGSM, PGD]
      epsilonLevels: [32]
      feedAttacks: [FGSM]
      harmless: [noise-1]
      detectors: [dfeat]
      falsePositiveRate: 0.05
      acceptFlags: made for tests, never served
      experiments: [leaks, classes, capacity, origin]
      leaks:
        repetitions: 4
      classes:
        counts: [2, 3]
        imagesPerClass: 40
        attacks: [FGSM]
        images: 8
        width: 4
        epochs: 1
      capacity:
        factors: [0.5, 1]
        depths: [1]
        epsilonLevels: [2]
        images: 8
        boundaryImages: 4
        boundarySteps: 4
        surfaceImages: 4
      origin:
        backbone:
          architecture: mobilenet_v2
          pretrained: published.safetensors
        training:
          epochs: 1
      """;

  @TempDir static Path directory;
  private static Path out;

  @BeforeAll
  static void runTheStudy() {
    Ends ends = new Ends(new Geometry(3, 32, 32), Normalisation.IMAGENET, 1000, 0);
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = Network.trainable(new MobileNetV2(ends, 1), 0);
      network.initialize(manager);
      Weights.write(network, directory.resolve("published.safetensors"));
    }
    out = directory.resolve("out");
    TinyStudy.study(RECIPE, Optional.of(directory), out).run();
  }

  @Test
  void everyDetectorOfThePaperIsUnderBothProtocols() throws IOException {
    JsonNode result = result("leaks");

    assertEquals(8, result.path("leaks").size());
    for (String protocol : new String[] {"leaky", "leak-free"}) {
      for (String detector : new String[] {"kd", "lid", "dfeat", "qfeat"}) {
        assertTrue(
            stream(result.path("rows"))
                .anyMatch(
                    row ->
                        row.path("protocol").asText().equals(protocol)
                            && row.path("detector").asText().equals(detector)
                            && row.path("auc").asDouble() >= 0),
            protocol + " " + detector);
      }
    }
  }

  /** The feed's images after the same attack are others: they have no part in it. */
  @Test
  void aSettingHasOneRow() throws IOException {
    List<String> settings =
        stream(result("leaks").path("rows"))
            .map(
                row ->
                    Stream.of("protocol", "detector", "fittedOn", "attack", "attackedShare")
                        .map(key -> row.path(key).asText())
                        .collect(Collectors.joining(" ")))
            .toList();

    assertEquals(Set.copyOf(settings).size(), settings.size(), settings.toString());
  }

  @Test
  void everyNumberOfClassesHasANetworkFromAsManyImagesOfEach() throws IOException {
    JsonNode result = result("classes");

    assertEquals(2, result.size());
    assertEquals(2, result.path(0).path("names").size());
    assertEquals(3, result.path(1).path("names").size());
    assertEquals(40, result.path(0).path("imagesPerClass").asInt());
    assertEquals(40, result.path(1).path("imagesPerClass").asInt());
    assertEquals("FGSM", result.path(1).path("attacks").path(0).path("attack").asText());
  }

  @Test
  void largerNetworksHaveMoreParametersAndEachItsLossSurface() throws IOException {
    JsonNode result = result("capacity");

    assertEquals(3, result.size(), "half and whole width, and one block in each stage");
    assertTrue(
        result.path(0).path("parameters").asLong() < result.path(1).path("parameters").asLong());
    for (JsonNode network : result) {
      assertEquals(9, network.path("surface").path("loss").size());
      assertEquals(9, network.path("surface").path("loss").path(8).size());
      assertTrue(network.path("medianEpsilon").path(0).asDouble() > 0);
      assertEquals(2, network.path("attacks").size());
    }
  }

  @Test
  void bothOriginsAreAttackedAndGuardedAlike() throws IOException {
    JsonNode result = result("origin");

    assertEquals("small-resnet", result.path(0).path("architecture").asText());
    assertTrue(
        result.path(0).path("pretrained").isMissingNode()
            || result.path(0).path("pretrained").isNull());
    assertEquals("published.safetensors", result.path(1).path("pretrained").asText());
    for (String table : new String[] {"attacks", "detection", "falseAlarms"}) {
      assertEquals(result.path(0).path(table).size(), result.path(1).path(table).size(), table);
    }
    assertEquals(result.path(0).path("victim").path("n"), result.path(1).path("victim").path("n"));
  }

  @Test
  void whatWasComputedIsReadBack() throws IOException {
    Path again = directory.resolve("again");
    copy(out.resolve("work"), again.resolve("work"));
    Map<Path, FileTime> before = times(again.resolve("work"));

    TinyStudy.study(RECIPE, Optional.of(directory), again).run();

    assertEquals(before, times(again.resolve("work")));
    for (String name : new String[] {"leaks", "classes", "capacity", "origin"}) {
      assertEquals(
          Files.readString(out.resolve("results/" + name + ".json")),
          Files.readString(again.resolve("results/" + name + ".json")));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "repetitions: 4 | repetitions: 1 | leaks needs 2 repetitions or more",
        "counts: [2, 3] | counts: [2] | only one number of classes",
        "counts: [2, 3] | counts: [1, 3] | classes needs counts of 2 or more",
        "imagesPerClass: 40 | imagesPerClass: 4 | classes needs counts of 2 or more",
        "factors: [0.5, 1] | factors: [0.01, 1] | capacity: width must be 1 to 512",
        "surfaceImages: 4 | surfaceImages: 0 | capacity needs images",
        "pretrained: published.safetensors | head: 8 | from scratch with a fine-tuned one",
        "pretrained: published.safetensors | pretrained: lost.npz | no such file",
      })
  void whatCannotWorkIsRefusedBeforeAnythingIsComputed(String replaced, String by, String message) {
    String recipe = RECIPE.replace(replaced, by);

    var refusal =
        assertThrows(
            RefusedException.class,
            () -> TinyStudy.study(recipe, Optional.of(directory), directory.resolve("refused")));

    assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }

  private static JsonNode result(String experiment) throws IOException {
    return BundleJson.mapper()
        .readTree(out.resolve("results/" + experiment + ".json").toFile())
        .path("result");
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    Stream.Builder<JsonNode> all = Stream.builder();
    array.forEach(all);
    return all.build();
  }

  private static Map<Path, FileTime> times(Path root) throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("lock") && !file.endsWith("spent.json")) {
          times.put(root.relativize(file), Files.getLastModifiedTime(file));
        }
      }
    }
    return times;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path each : walk.sorted(Comparator.naturalOrder()).toList()) {
        Path copy = to.resolve(from.relativize(each).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(each, copy);
      }
    }
  }
}
