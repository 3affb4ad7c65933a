package io.lazaret.core.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.SampleFunctions;
import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorFileTest {
  @TempDir private Path directory;

  static Stream<ScoreFunction> functions() {
    return SampleFunctions.all();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aDetectorThatIsWrittenIsReadBackToTheLastDigit(ScoreFunction function) throws IOException {
    Detector detector = new Detector("a name", Statistics.PENULTIMATE, function);
    Path file = directory.resolve("detector.json");
    BundleJson.writeCompact(file, DetectorFile.of(detector));

    Detector read =
        BundleJson.read(file, DetectorFile.class).detector(Statistics.named("penultimate"));

    assertEquals(detector, read);
    for (int seed = 0; seed < 10; seed++) {
      double[] row = SampleFunctions.row(function, 1, seed);
      assertEquals(function.score(row), read.function().score(row));
    }
  }

  @Test
  void aFileOfNoFunctionOrOfTwoIsRefused() {
    var none = assertThrows(IllegalArgumentException.class, () -> read("{}"));
    var two =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                read(
                    """
                    {"linear":{"mean":[0],"deviation":[1],"weight":[1],"bias":0},
                     "kernelDensity":{"bandwidth":1,"centres":[[[1]]]}}
                    """));

    assertTrue(none.getMessage().startsWith("holds 0 score functions; exactly one of 'linear', "));
    assertTrue(two.getMessage().startsWith("holds 2 score functions"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kernelDensity\":{\"bandwidth\":1,\"centres\":[[[1,2],[3]]]}}",
        "{\"kernelDensity\":{\"bandwidth\":1,\"centres\":[[[\"NaN\"]]]}}",
        "{\"kernelDensity\":{\"bandwidth\":1,\"centres\":[[[1e39]]]}}",
        "{\"kernelDensity\":{\"bandwidth\":1,\"centres\":[[null]]}}",
        "{\"kernelDensity\":{\"bandwidth\":1,\"centres\":[null]}}",
        "{\"kernelDensity\":{\"bandwidth\":1}}",
        "{\"kernelDensity\":{\"bandwidth\":1,\"centres\":[[[1]]],\"kernel\":\"box\"}}",
        "{\"supportVectorMachine\":{\"thresholds\":[0],\"gamma\":1,\"vectors\":[\"2\"],"
            + "\"coefficients\":[1],\"bias\":0}}",
        "{\"mahalanobis\":{\"inputs\":1,\"layers\":[{\"offset\":0,\"gaussian\":null}],"
            + "\"linear\":{\"mean\":[0],\"deviation\":[1],\"weight\":[1],\"bias\":0}}}",
        "{\"localDimension\":{\"inputs\":1,\"neighbours\":2,\"layers\":[],\"linear\":null}}",
      })
  void aFunctionThatDoesNotHoldTogetherIsRefusedInOneLine(String json) {
    var refusal = assertThrows(RefusedException.class, () -> read(json));

    assertTrue(refusal.getMessage().contains("does not fit the bundle format"));
    assertEquals(1, refusal.getMessage().lines().count());
  }

  private Detector read(String json) throws IOException {
    Path file = Files.writeString(directory.resolve("detector.json"), json);
    return BundleJson.read(file, DetectorFile.class).detector(Statistics.PENULTIMATE);
  }
}
