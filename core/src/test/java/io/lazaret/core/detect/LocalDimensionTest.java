package io.lazaret.core.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lazaret.core.detect.LocalDimension.Layer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalDimensionTest {
  private static final int SPACE = 12;

  /** Of points spread evenly over a ball the estimate is the ball's dimension, not the space's. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void aBallOfADimensionHasThatDimension(int dimension) {
    double sum = 0;
    int repeats = 30;
    for (int seed = 0; seed < repeats; seed++) {
      sum += new Layer(0, ball(2000, dimension, seed)).dimension(new double[SPACE], 100);
    }

    assertEquals(dimension, sum / repeats, 0.1 * dimension);
  }

  /** Distances 1, 2, 4: minus three over ln(1/4) + ln(2/4) + ln(4/4). */
  @Test
  void ofThreeNeighboursByHand() {
    Layer layer = new Layer(1, Matrix.of(new float[][] {{1}, {-2}, {4}, {100}}));

    assertEquals(3 / Math.log(8), layer.dimension(new double[] {77, 0}, 3), 1e-12);
  }

  @Test
  void theScaleDoesNotMatter() {
    Layer layer = new Layer(0, SampleFunctions.matrix(50, 3, 1));
    float[][] larger = layer.references().values();
    for (float[] row : larger) {
      for (int i = 0; i < row.length; i++) {
        row[i] *= 1024;
      }
    }

    assertEquals(
        layer.dimension(new double[] {1, 2, 3}, 20),
        new Layer(0, Matrix.of(larger)).dimension(new double[] {1024, 2048, 3072}, 20),
        1e-9);
  }

  /** An image that is itself a reference, and references that are all equally far. */
  @Test
  void distancesOfZeroAndEqualDistancesAreFinite() {
    Layer layer = new Layer(0, Matrix.of(new float[][] {{0}, {0}, {1}, {-1}}));

    assertEquals(1e6, layer.dimension(new double[] {0}, 2), 1e-3);
    assertEquals(0, layer.dimension(new double[] {0}, 3), 0.1);
    assertEquals(1e6, layer.dimension(new double[] {1e30}, 4), 1e-3);
  }

  @Test
  void dimensionsThatCannotBeEstimatedDoNotExist() {
    List<Layer> layers = List.of(new Layer(1, SampleFunctions.matrix(5, 3, 1)));
    LinearModel linear = SampleFunctions.linear(1);
    new LocalDimension(4, 5, layers, linear);

    assertThrows(
        IllegalArgumentException.class, () -> new LocalDimension(3, 5, layers, linear), "row");
    assertThrows(
        IllegalArgumentException.class, () -> new LocalDimension(4, 6, layers, linear), "k");
    assertThrows(
        IllegalArgumentException.class, () -> new LocalDimension(4, 1, layers, linear), "k");
    assertThrows(
        IllegalArgumentException.class,
        () -> new LocalDimension(4, 5, layers, SampleFunctions.linear(2)),
        "layers");
    assertThrows(
        IllegalArgumentException.class,
        () -> new LocalDimension(4, 5, List.of(new Layer(-1, layers.get(0).references())), linear),
        "offset");
  }

  private static Matrix ball(int points, int dimension, long seed) {
    Random random = new Random(seed);
    float[][] rows = new float[points][SPACE];
    for (float[] row : rows) {
      double length = 0;
      for (int i = 0; i < dimension; i++) {
        row[i] = (float) random.nextGaussian();
        length += row[i] * row[i];
      }
      double radius = Math.pow(random.nextDouble(), 1.0 / dimension) / Math.sqrt(length);
      for (int i = 0; i < dimension; i++) {
        row[i] *= (float) radius;
      }
    }
    return Matrix.of(rows);
  }
}
