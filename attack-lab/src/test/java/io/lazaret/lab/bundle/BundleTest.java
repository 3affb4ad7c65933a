package io.lazaret.lab.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.lab.study.TinyStudy;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle is read whole and unchanged, or refused in one line that names the file. */
@Tag("lab")
class BundleTest {
  private static final double RATE = 0.05;
  private static final String MANIFEST = "bundle.json";
  private static final String GOLDEN = "golden/golden.json";
  private static final String DETECTOR = "detectors/consistency.json";
  private static final String CALIBRATION = "calibration.json";

  @TempDir static Path study;
  @TempDir Path directory;
  private Path bundle;

  @BeforeAll
  static void runTheStudy() {
    TinyStudy.run(study);
  }

  @BeforeEach
  void bundle() throws IOException {
    bundle = directory.resolve("bundle");
    restore();
  }

  @Test
  void aGoodBundleIsReadAndPassesItsTest() {
    Bundle read = Bundle.read(bundle);

    open(bundle);
    assertEquals(Bundle.read(study.resolve("bundle")).id(), read.id());
    assertEquals("consistency", read.decidingDetector().name());
    assertEquals(4, read.views().size());
    assertTrue(read.golden().images().size() >= 4, "clean and attacked ones");
    for (var calibration : read.calibrations().values()) {
      assertEquals(calibration.smallestRate(), read.manifest().smallestRate());
      assertEquals(4, calibration.strata().size());
    }
  }

  /** 1e999 is JSON, and no number that a rate could be. */
  @Test
  void aSmallestRateThatIsNoRateIsRefused() throws IOException {
    for (String rate : List.of("-0.1", "1", "5", "1e999")) {
      edit(MANIFEST, json -> json.put("smallestRate", new BigDecimal(rate)));
      assertRefused("smallestRate is ", "it must lie from 0 to below 1");
    }
  }

  @Test
  void aRelativeDirectoryIsAsGoodAsAnAbsoluteOne() {
    Path here = Path.of("").toAbsolutePath();

    assertEquals(Bundle.read(bundle).id(), Bundle.read(here.relativize(bundle)).id());
  }

  @Test
  void aChangedByteInAnyFileIsRefusedByThatFilesName() throws IOException {
    for (String name : filesOf(bundle)) {
      Path file = bundle.resolve(name);
      byte[] good = Files.readAllBytes(file);
      byte[] changed = good.clone();
      changed[changed.length / 2] ^= 1;
      Files.write(file, changed);

      assertRefused(file + ": SHA-256 is", "copy the whole bundle again");
      Files.write(file, good);
    }
  }

  @Test
  void anyMissingFileIsRefusedByItsName() throws IOException {
    for (String name : filesOf(bundle)) {
      Path file = bundle.resolve(name);
      byte[] good = Files.readAllBytes(file);
      Files.delete(file);

      assertRefused(file + ": missing", "copy the whole bundle again");
      Files.write(file, good);
    }
  }

  @Test
  void whatIsNoBundleIsRefusedWithTheDirectoryToGive() throws IOException {
    Files.delete(bundle.resolve(MANIFEST));
    assertRefused(MANIFEST + ": no such file", "lazaret lab study");
  }

  @Test
  void anotherSchemaVersionIsRefused() throws IOException {
    edit(MANIFEST, json -> json.put("schemaVersion", 2));
    assertRefused("schema version 2, this build reads version 1", "use the Lazaret");
    edit(MANIFEST, json -> json.remove("schemaVersion"));
    assertRefused("schema version missing");
  }

  @Test
  void anUnknownKeyIsRefusedInEveryFile() throws IOException {
    for (String name : List.of(DETECTOR, CALIBRATION, GOLDEN, MANIFEST)) {
      edit(name, json -> json.put("surprise", 1));
      assertRefused(bundle.resolve(name) + ": does not fit the bundle format", "surprise");
      edit(name, json -> json.remove("surprise"));
    }
    open(bundle);
  }

  @Test
  void aFileOutsideOfTheBundleIsRefused() throws IOException {
    Files.writeString(directory.resolve("outside"), "x");
    String hash = Bundle.sha256(directory.resolve("outside"));
    for (String name :
        List.of("../outside", "golden/../../outside", directory.resolve("outside").toString())) {
      edit(MANIFEST, json -> ((ObjectNode) json.path("files")).put(name, hash));
      assertRefused("names a file outside of it: " + name);
      edit(MANIFEST, json -> ((ObjectNode) json.path("files")).remove(name));
    }
  }

  @Test
  void hashesThatAreNoHashesAreRefused() throws IOException {
    edit(MANIFEST, json -> ((ObjectNode) json.path("files")).putNull(DETECTOR));
    assertRefused(MANIFEST);
    edit(MANIFEST, json -> ((ObjectNode) json.path("files")).put(DETECTOR, ""));
    assertRefused(DETECTOR);
    restore();
    edit(MANIFEST, json -> ((ObjectNode) json.path("files")).put("a\0b", ""));
    assertRefused(MANIFEST);
    edit(MANIFEST, json -> json.putNull("files"));
    assertRefused(MANIFEST + ": lacks 'files'");
  }

  @Test
  void aBundleWithoutANameOrModalityIsRefused() throws IOException {
    for (String key : List.of("name", "modality")) {
      edit(MANIFEST, json -> json.remove(key));
      assertRefused(MANIFEST + ": lacks 'name' or 'modality'");
      restore();
    }
  }

  @Test
  void aFileWithoutItsHashIsRefused() throws IOException {
    edit(MANIFEST, json -> ((ObjectNode) json.path("files")).remove(GOLDEN));
    assertRefused("'files' holds no hash of " + GOLDEN);
  }

  @Test
  void unknownNamesAreRefusedWithTheFile() throws IOException {
    edit(MANIFEST, json -> ((ArrayNode) json.path("views")).set(0, "sharpen"));
    assertRefused(MANIFEST + ": unknown view 'sharpen'");
    restore();
    edit(MANIFEST, json -> ((ObjectNode) json.path("preprocessing")).put("kernel", "nearest"));
    assertRefused(MANIFEST + ": unknown kernel 'nearest'");
    restore();
    edit(MANIFEST, json -> ((ObjectNode) json.path("backbone")).put("architecture", "vit"));
    assertRefused(MANIFEST, "unknown backbone architecture 'vit'");
    restore();
    edit(DETECTOR, json -> json.put("statistics", "lid"));
    assertRefused(DETECTOR + ": unknown statistics 'lid'");
  }

  @Test
  void partsThatDoNotFitAreRefused() throws IOException {
    edit(MANIFEST, json -> ((ArrayNode) json.path("views")).remove(0));
    assertRefused(DETECTOR + ": takes ", "the backbone and views give");
    restore();
    edit(MANIFEST, json -> ((ObjectNode) json.path("backbone")).put("width", 8));
    assertRefused("detectors/dfeat.json: takes 8 numbers, the backbone and views give 16");
    restore();
    edit(MANIFEST, json -> ((ObjectNode) json.path("preprocessing")).put("channels", 3));
    assertRefused("backbone.safetensors", "conv1.weight");
    restore();
    edit(CALIBRATION, json -> ((ObjectNode) json.path("detectors")).remove("consistency"));
    assertRefused(CALIBRATION + ": holds no scores of 'consistency'");
    restore();
    edit(CALIBRATION, json -> strata(json).putArray("clean"));
    assertRefused(CALIBRATION + ": stratum 'clean' holds no scores");
    restore();
    edit(MANIFEST, json -> ((ArrayNode) json.path("detectors")).add(DETECTOR));
    assertRefused("two detectors are named 'consistency'");
    restore();
    edit(MANIFEST, json -> ((ArrayNode) json.path("detectors")).removeAll());
    assertRefused("names no detector");
  }

  @Test
  void goldenImagesThatGiveSomethingElseAreRefused() throws IOException {
    edit(
        GOLDEN,
        json -> {
          ArrayNode row = (ArrayNode) json.path("images").path(1).path("features").path(2);
          row.set(3, row.get(3).asDouble() + 0.5);
        });
    assertRefused(
        "golden/image-1.png: golden image gives feature 3 of plane 2", "write the bundle");
    restore();
    edit(
        GOLDEN,
        json -> {
          ObjectNode scores = (ObjectNode) json.path("images").path(0).path("scores");
          scores.put("consistency", 2 * scores.get("consistency").asDouble() + 1);
        });
    assertRefused("golden/image-0.png: golden image gives score of consistency");
  }

  /** A golden file that expects nothing would let any machine pass. */
  @Test
  void goldenFilesThatExpectTooLittleAreRefused() throws IOException {
    edit(GOLDEN, json -> json.putArray("images"));
    assertRefused(GOLDEN + ": holds no golden images");
    List<Consumer<ObjectNode>> edits =
        List.of(
            image -> image.putArray("features"),
            image -> ((ArrayNode) image.path("features")).remove(0),
            image -> ((ArrayNode) image.path("features").path(0)).remove(0),
            image -> ((ArrayNode) image.path("features")).addArray(),
            image -> image.putNull("scores"),
            image -> image.putObject("scores"),
            image -> ((ObjectNode) image.path("scores")).put("unknown", 1),
            image -> image.put("file", "../image-0.png"));
    for (Consumer<ObjectNode> edit : edits) {
      restore();
      edit(GOLDEN, json -> edit.accept((ObjectNode) json.path("images").path(0)));
      assertRefused(GOLDEN, "write the bundle again");
    }
  }

  @Test
  void aRateBelowTheSmallestIsRefusedBeforeTheNetworkIsLoaded() throws IOException {
    var refusal =
        assertThrows(
            RefusedException.class, () -> BundleAssessor.open(bundle, "no such device", 0.0001));

    assertTrue(refusal.getMessage().contains("needs at least 9999 calibration images"));
  }

  private void restore() throws IOException {
    BundleFiles.copy(study.resolve("bundle"), bundle);
  }

  private void open(Path from) {
    BundleAssessor.open(from, "cpu", RATE).close();
  }

  private void assertRefused(String... saying) {
    var refusal = assertThrows(RefusedException.class, () -> open(bundle));
    assertEquals(1, refusal.getMessage().lines().count(), refusal.getMessage());
    for (String part : saying) {
      assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }
  }

  private void edit(String name, Consumer<ObjectNode> change) throws IOException {
    BundleFiles.edit(bundle, name, change);
  }

  private static ObjectNode strata(JsonNode calibration) {
    return (ObjectNode) calibration.path("detectors").path("consistency");
  }

  private static List<String> filesOf(Path bundle) {
    return List.copyOf(Bundle.read(bundle).manifest().files().keySet());
  }
}
