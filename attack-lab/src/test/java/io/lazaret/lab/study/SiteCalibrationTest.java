package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.Dataset;
import io.lazaret.lab.data.ImageFiles;
import io.lazaret.lab.data.ImageFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle on images of another site: noisy, of another size. */
@Tag("lab")
class SiteCalibrationTest {
  private static final double RATE = 0.05;
  private static final int PATIENTS = 60;

  @TempDir static Path directory;
  private static Path bundle;
  private static Path images;

  @BeforeAll
  static void aBundleAndASite() throws IOException {
    TinyStudy.run(directory.resolve("study"));
    bundle = directory.resolve("study/bundle");
    images = Files.createDirectories(directory.resolve("images/more")).getParent();
    Random random = new Random(4);
    StringBuilder patients = new StringBuilder("group,file\n");
    for (int i = 0; i < 2 * PATIENTS; i++) {
      byte[] levels = new byte[40 * 40];
      for (int j = 0; j < levels.length; j++) {
        levels[j] = (byte) (100 + 60 * Math.sin(j / 90.0 + i) + random.nextInt(24));
      }
      String name = "more/image-" + i + ".png";
      Files.write(
          images.resolve(name), ImageFiles.png(new Levels(new Geometry(1, 40, 40), levels)));
      patients.append("patient-").append(i / 2).append(',').append(name).append('\n');
    }
    Files.writeString(directory.resolve("patients.csv"), patients);
  }

  @Test
  void theNewBundleServesTheSiteWithTheSameNetworkAndDetectors() throws IOException {
    Path out = directory.resolve("recalibrated");
    Bundle before = Bundle.read(bundle);

    SiteCalibration.Outcome outcome = calibrate(out, Optional.of("patients.csv"), RATE);

    Bundle after = outcome.bundle();
    assertEquals(PATIENTS, outcome.patients());
    assertNotEquals(before.id(), after.id());
    assertEquals(before.detectors(), after.detectors());
    assertArrayEquals(Files.readAllBytes(before.weights()), Files.readAllBytes(after.weights()));
    after
        .calibrations()
        .forEach(
            (detector, calibration) -> {
              assertEquals(
                  before.calibrations().get(detector).strata().keySet(),
                  calibration.strata().keySet());
              calibration.strata().values().forEach(s -> assertEquals(2 * PATIENTS, s.length));
            });
    assertEquals(
        before.id(), after.manifest().provenance().path("calibration").path("of").asText());
    assertEquals(1.0 / (PATIENTS + 1), after.manifest().smallestRate(), 1e-12);
  }

  /** 120 images would support 1 in 121; they are of 60 patients. */
  @Test
  void aRateThatThePatientsAreTooFewForIsRefused() {
    Path out = directory.resolve("few");
    calibrate(out, Optional.of("patients.csv"), RATE);

    var refusal = assertThrows(RefusedException.class, () -> BundleAssessor.open(out, "cpu", 0.01));

    assertTrue(
        refusal.getMessage().contains("rests on too few patients, it supports 0.0164 or more"),
        refusal.getMessage());
  }

  /** What the app does with the new bundle: of the images it knows, it stops at most the rate. */
  @Test
  void theRateHoldsOnTheImagesOfTheSite() {
    Path out = directory.resolve("held");
    calibrate(out, Optional.empty(), RATE);

    try (BundleAssessor assessor = BundleAssessor.open(out, "cpu", RATE)) {
      long suspects =
          site(Optional.empty()).specimens().stream()
              .map(each -> assessor.assess(List.of(assessor.prepare(each.source().get()))).get(0))
              .filter(verdict -> verdict.outcome() == Verdict.Outcome.SUSPECT)
              .count();
      assertTrue(suspects <= RATE * 2 * PATIENTS, suspects + " of " + 2 * PATIENTS);
    }
  }

  @Test
  void tooFewPatientsForTheRateAreRefusedBeforeAnythingIsRead() {
    assertRefused("needs 99 patients, the images are of 60", "patients.csv", 0.01);
    assertRefused("must lie between 0 and 1", "patients.csv", 0);
  }

  @Test
  void anImageWithoutAPatientIsRefusedByItsName() throws IOException {
    Files.writeString(directory.resolve("one.csv"), "file,group\nmore/image-0.png,a\n");

    assertRefused("names no patient of 'more/image-1.png'", "one.csv", RATE);
  }

  @Test
  void aFileThatIsNoImageIsRefusedByItsName() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("broken"));
    Files.writeString(folder.resolve("notes.txt"), "no image");

    var refusal =
        assertThrows(
            RefusedException.class,
            () ->
                new SiteCalibration(Bundle.read(bundle), "cpu")
                    .write(
                        ImageFolder.read(folder, Optional.empty(), "x"),
                        0.5,
                        directory.resolve("never"),
                        silent()));

    assertTrue(refusal.getMessage().contains("notes.txt"), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
    assertFalse(Files.exists(directory.resolve("never")));
  }

  @Test
  void aFolderThatCannotBeWalkedIsRefusedInOneLine() throws IOException {
    Path file = Files.writeString(directory.resolve("a-file"), "no folder");

    for (Path folder : List.of(directory.resolve("absent"), file.resolve("below"))) {
      var refusal =
          assertThrows(
              RefusedException.class, () -> ImageFolder.read(folder, Optional.empty(), "x"));
      assertTrue(refusal.getMessage().contains("cannot be read"), refusal.getMessage());
      assertEquals(1, refusal.getMessage().lines().count());
    }
  }

  @Test
  void anEmptyFolderAndATakenPlaceAreRefused() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty/.hidden")).getParent();
    Files.writeString(empty.resolve(".hidden/file"), "left out");

    assertTrue(
        assertThrows(RefusedException.class, () -> ImageFolder.read(empty, Optional.empty(), "x"))
            .getMessage()
            .contains("holds no files"));
    assertTrue(
        assertThrows(RefusedException.class, () -> calibrate(bundle, Optional.empty(), RATE))
            .getMessage()
            .contains("is there already"));
  }

  private static void assertRefused(String saying, String patients, double rate) {
    Path out = directory.resolve("refused");
    var refusal =
        assertThrows(RefusedException.class, () -> calibrate(out, Optional.of(patients), rate));
    assertTrue(refusal.getMessage().contains(saying), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
    assertFalse(Files.exists(out));
  }

  private static SiteCalibration.Outcome calibrate(
      Path out, Optional<String> patients, double rate) {
    return new SiteCalibration(Bundle.read(bundle), "cpu")
        .write(site(patients), rate, out, silent());
  }

  private static Dataset site(Optional<String> patients) {
    return ImageFolder.read(images, patients.map(directory::resolve), "xray-phantom");
  }

  private static Progress silent() {
    return new Progress(new PrintStream(OutputStream.nullOutputStream()), false);
  }
}
