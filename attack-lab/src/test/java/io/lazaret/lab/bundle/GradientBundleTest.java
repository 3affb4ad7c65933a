package io.lazaret.lab.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.DecodeLimits;
import io.lazaret.core.image.ImageCodecs;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Backbone;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.GradientFilter;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.model.djl.DjlBackbone;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.Loss;
import io.lazaret.lab.djl.DjlWhiteBox;
import io.lazaret.lab.study.TinyStudy;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles whose detectors look at the input gradient, and what that costs all others: nothing. */
@Tag("lab")
class GradientBundleTest {
  private static final double RATE = 0.05;
  private static final String GOLDEN = "golden/golden.json";

  @TempDir static Path studies;
  @TempDir Path directory;
  private Path bundle;

  @BeforeAll
  static void runTheStudies() {
    TinyStudy.run(studies.resolve("with"), "combined, gradient-filter, consistency");
    TinyStudy.run(studies.resolve("without"), "consistency, dfeat");
  }

  @BeforeEach
  void bundle() throws IOException {
    bundle = directory.resolve("bundle");
    restore();
  }

  @Test
  void needsAreDerivedFromTheDetectors() {
    assertTrue(read("with").needsGradients());
    assertFalse(read("without").needsGradients());
  }

  /** Golden rows come from the lab; the assessor that opens has found the same numbers. */
  @Test
  void theAppGivesTheNumbersThatTheLabFittedOn() {
    Bundle read = Bundle.read(bundle);

    BundleAssessor.open(bundle, "cpu", RATE).close();

    for (var image : read.golden().images()) {
      assertEquals(GradientFilter.SIZE, image.gradient().size());
    }
  }

  /** The gradient that the app's filter saw is the one that an attacker's white box gives. */
  @Test
  void theGradientIsTheWhiteBoxes() throws IOException {
    Bundle read = Bundle.read(bundle);
    try (DjlWhiteBox whiteBox = DjlWhiteBox.load(read.architecture(), read.weights(), "cpu")) {
      for (var golden : read.golden().images()) {
        Levels image = read.preprocessing().apply(pixels(golden.file()));
        float[] logits = whiteBox.logits(new float[][] {image.intensities()})[0];
        int predicted = logits[1] > logits[0] ? 1 : 0;

        int size = read.architecture().geometry().size();
        FloatBuffer gradients = FloatBuffer.allocate(2 * size);
        gradients.put(margin(whiteBox, image.intensities(), predicted));
        gradients.put(margin(whiteBox, GradientFilter.DENOISERS.get(1).apply(image), predicted));
        float[] row =
            new GradientFilter(size)
                .row(
                    Prepared.of(image, List.of(), true),
                    gradients.flip(),
                    logits[predicted] - logits[1 - predicted]);

        for (int i = 0; i < row.length; i++) {
          double tolerance = 1e-3 * (1 + Math.abs(row[i]));
          assertEquals(row[i], golden.gradient().get(i), tolerance, "number " + i);
        }
      }
    }
  }

  /** A bundle without such detectors prepares no further plane and asks for no gradient. */
  @Test
  void bundlesWithoutPayNothing() throws IOException {
    assertEquals(0, gradientRuns("without"));
    assertEquals(2, gradientRuns("with"));
  }

  @Test
  void aGradientThatIsNotFiniteIsUndecidable() throws IOException {
    UnaryOperator<Features> broken =
        features -> {
          float[] gradient = features.gradientRow();
          gradient[7] = Float.NaN;
          float[][] rows =
              IntStream.rangeClosed(0, features.views())
                  .mapToObj(features::row)
                  .toArray(float[][]::new);
          return new Features(features.layout(), rows, gradient);
        };
    try (BundleAssessor good = assessor("with", features -> features, new ArrayList<>());
        BundleAssessor bad = assessor("with", broken, new ArrayList<>())) {
      List<Prepared> batch = List.of(good.prepare(pixels("golden/image-0.png")));

      assertFalse(good.assess(batch).get(0) instanceof Verdict.Undecidable);
      var verdict = assertInstanceOf(Verdict.Undecidable.class, bad.assess(batch).get(0));
      assertEquals(Verdict.Undecidable.Cause.NON_FINITE_SCORE, verdict.cause());
    }
  }

  @Test
  void aGradientThatIsSomethingElseIsRefused() throws IOException {
    edit(image -> set((ArrayNode) image.path("gradient"), 5));
    assertRefused("golden/image-1.png: golden image gives number 5 of the gradient", "expected");
  }

  /** A golden file that expects too little would let any machine pass. */
  @Test
  void goldenFilesWithoutTheWholeGradientAreRefused() throws IOException {
    List<Consumer<ObjectNode>> edits =
        List.of(
            image -> image.remove("gradient"),
            image -> image.putNull("gradient"),
            image -> image.putArray("gradient"),
            image -> ((ArrayNode) image.path("gradient")).remove(0),
            image -> ((ArrayNode) image.path("gradient")).setNull(3));
    for (Consumer<ObjectNode> each : edits) {
      restore();
      edit(each);
      assertRefused(GOLDEN + ": the gradient of golden/image-1.png", "write the bundle again");
    }
  }

  @Test
  void goldenFilesWithAGradientThatNobodyLooksAtAreRefused() throws IOException {
    BundleFiles.copy(studies.resolve("without/bundle"), directory.resolve("other"));
    bundle = directory.resolve("other");
    edit(image -> image.putArray("gradient").add(1));
    assertRefused(GOLDEN + ": the gradient of golden/image-1.png is one that no detector looks at");
  }

  private int gradientRuns(String study) throws IOException {
    List<Prepared> seen = new ArrayList<>();
    try (BundleAssessor assessor = assessor(study, features -> features, seen)) {
      Prepared image = assessor.prepare(pixels("golden/image-0.png"));
      assessor.assess(List.of(image, image));
    }
    boolean lean =
        seen.stream().allMatch(image -> image.size() == image.planes() * image.planeSize());
    int gradients = (int) seen.stream().filter(Prepared::withGradients).count();
    assertEquals(lean, gradients == 0);
    return gradients;
  }

  /** The assessor of a study's bundle on its own backbone, watched and changed on the way. */
  private static BundleAssessor assessor(
      String study, UnaryOperator<Features> change, List<Prepared> seen) {
    Bundle read = read(study);
    Backbone real = DjlBackbone.load(read.architecture(), read.weights(), "cpu");
    return BundleAssessor.of(read, new WatchedBackbone(real, change, seen), RATE);
  }

  private record WatchedBackbone(Backbone real, UnaryOperator<Features> change, List<Prepared> seen)
      implements Backbone {
    @Override
    public FeatureLayout layout() {
      return real.layout();
    }

    @Override
    public String device() {
      return real.device();
    }

    @Override
    public List<Features> run(List<Prepared> batch) {
      seen.addAll(batch);
      return real.run(batch).stream().map(change).toList();
    }

    @Override
    public void close() {
      real.close();
    }
  }

  /** The white box gives the gradient of the loss, which is minus the margin. */
  private static float[] margin(DjlWhiteBox whiteBox, float[] image, int predicted) {
    float[] gradient =
        whiteBox.gradient(new float[][] {image}, List.of(Goal.untargeted(predicted)), Loss.MARGIN)
            .byImage()[0];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = -gradient[i];
    }
    return gradient;
  }

  private Pixels pixels(String file) throws IOException {
    byte[] bytes = Files.readAllBytes(bundle.resolve(file));
    return ImageCodecs.decode(bytes, Optional.empty(), DecodeLimits.DEFAULT)
        .fold(
            pixels -> pixels,
            malformed -> {
              throw new AssertionError(malformed.detail());
            });
  }

  private static Bundle read(String study) {
    return Bundle.read(studies.resolve(study).resolve("bundle"));
  }

  private void restore() throws IOException {
    BundleFiles.copy(studies.resolve("with/bundle"), bundle);
  }

  private void edit(Consumer<ObjectNode> change) throws IOException {
    BundleFiles.edit(
        bundle, GOLDEN, json -> change.accept((ObjectNode) json.path("images").path(1)));
  }

  private static void set(ArrayNode row, int index) {
    row.set(index, row.get(index).asDouble() + 0.5);
  }

  private void assertRefused(String... saying) {
    var refusal =
        assertThrows(RefusedException.class, () -> BundleAssessor.open(bundle, "cpu", RATE));
    assertEquals(1, refusal.getMessage().lines().count(), refusal.getMessage());
    for (String part : saying) {
      assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }
  }
}
