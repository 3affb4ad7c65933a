package io.lazaret.lab.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.detect.KernelDensity;
import io.lazaret.core.detect.LocalDimension;
import io.lazaret.core.detect.Mahalanobis;
import io.lazaret.core.detect.Matrix;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.fit.FitSet.Example;
import io.lazaret.lab.fit.FitSet.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Detectors that compare an image with clean ones: which clean ones they may keep. */
class ReferenceDetectorsTest {
  private static final LocalDimensionTrainer LID = new LocalDimensionTrainer("lid", true);

  @Test
  void densityKeepsTheCleanImagesOfEachPredictedClassAndNoOthers() {
    FitSet images = SyntheticImages.fitSet(Statistics.PENULTIMATE_BY_CLASS, 50, 1);

    KernelDensity density = new KernelDensityTrainer("kd", 1).fit(images, 1);

    assertEquals(2, density.centres().size());
    for (int k = 0; k < 2; k++) {
      int predicted = k;
      double[][] own =
          Arrays.stream(images.rows(Kind.CLEAN))
              .filter(row -> row[0] == predicted)
              .map(row -> Arrays.copyOfRange(row, 2, row.length))
              .toArray(double[][]::new);
      assertEquals(rows(Matrix.rounded(own)), rows(density.centres().get(k)), "class " + k);
    }
  }

  @Test
  void aClassThatNoCleanImageIsReadAsIsComparedWithAllOfThem() {
    List<Example> oneClass =
        SyntheticImages.examples(Statistics.PENULTIMATE_BY_CLASS, 50, 1, Kind.CLEAN).stream()
            .filter(example -> example.row()[0] == 1)
            .toList();

    KernelDensity density = new KernelDensityTrainer("kd", 1).fit(new FitSet(oneClass), 1);

    assertEquals(density.centres().get(1), density.centres().get(0));
  }

  /**
   * Otherwise clean images would find themselves among their neighbours, as attacked ones never do.
   */
  @Test
  void neighboursAreCleanImagesOfPatientsThatTheLinearModelDoesNotSee() {
    FitSet images = SyntheticImages.fitSet(Statistics.TAPS_BY_CLASS, 90, 1);
    FitSet.Halves halves = images.halves("lid", 4);

    LocalDimension dimension = LID.fit(images, 4);

    assertEquals(3, dimension.layers().size());
    assertEquals(20, dimension.neighbours());
    TapRow.Part tap = TapRow.taps(images.rows()[0]).get(0);
    double[][] references =
        Arrays.stream(halves.reference().rows(Kind.CLEAN)).map(tap::of).toArray(double[][]::new);
    assertEquals(rows(Matrix.rounded(references)), rows(dimension.layers().get(0).references()));
  }

  @Test
  void neighboursComeFromAHundredImagesAtMost() {
    FitSet images = SyntheticImages.fitSet(Statistics.TAPS_BY_CLASS, 300, 1);

    assertEquals(100, LID.fit(images, 1).layers().get(2).references().rows());
  }

  @Test
  void gaussiansAreThoseOfTheReferenceHalf() {
    FitSet images = SyntheticImages.fitSet(Statistics.TAPS_BY_CLASS, 90, 1);
    MahalanobisTrainer trainer = new MahalanobisTrainer("mahalanobis", true);
    FitSet.Halves halves = images.halves("mahalanobis", 4);
    double[][] clean = halves.reference().rows(Kind.CLEAN);
    TapRow.Part tap = TapRow.taps(clean[0]).get(1);

    Mahalanobis mahalanobis = trainer.fit(images, 4);

    assertEquals(
        ShrunkCovariance.gaussian(
            Arrays.stream(clean).map(tap::of).toArray(double[][]::new),
            Arrays.stream(clean).mapToInt(TapRow::predictedClass).toArray()),
        mahalanobis.layers().get(1).gaussian());
    assertEquals(tap.offset(), mahalanobis.layers().get(1).offset());
  }

  /** Without attacks every layer counts the same, in units of what harmless images do there. */
  @Test
  void withoutAttacksTheLayersAreStandardisedAndAdded() {
    FitSet images = SyntheticImages.fitSet(Statistics.TAPS_BY_CLASS, 90, 1);
    Mahalanobis mahalanobis =
        new MahalanobisTrainer("mahalanobis-unsupervised", false).fit(images, 1);
    double[][] harmless =
        images.halves("mahalanobis-unsupervised", 1).rest().rows(Kind.CLEAN, Kind.HARMLESS);

    double[] scores = Arrays.stream(harmless).mapToDouble(mahalanobis::score).toArray();

    assertEquals(List.of(1.0, 1.0, 1.0), mahalanobis.linear().weight());
    assertEquals(0, Arrays.stream(scores).average().orElseThrow(), 1e-9);
    assertTrue(Arrays.stream(scores).anyMatch(score -> score > 1));
  }

  private static Set<List<Float>> rows(Matrix matrix) {
    Set<List<Float>> rows = new HashSet<>();
    for (float[] row : matrix.values()) {
      List<Float> numbers = new ArrayList<>();
      for (float number : row) {
        numbers.add(number);
      }
      rows.add(numbers);
    }
    return rows;
  }
}
