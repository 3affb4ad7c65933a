package io.lazaret.lab.fit;

import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.LinearModel;
import io.lazaret.core.detect.LocalDimension;
import io.lazaret.core.detect.LocalDimension.Layer;
import io.lazaret.core.detect.Matrix;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.fit.FitSet.Kind;
import java.util.Arrays;
import java.util.List;

/**
 * LID of Ma et al. (2021): 20 nearest neighbours among 100 clean images, at every tap. There the
 * 100 are the batch that an image happens to come in, its own clean twin among them; a stream has
 * neither, so here they are 100 clean images of other patients than those the linear model is
 * fitted on.
 *
 * @param supervised whether the linear model learns from attacked images
 */
record LocalDimensionTrainer(String name, boolean supervised) implements DetectorTrainer {
  private static final int REFERENCES = 100;
  private static final int NEIGHBOURS = 20;

  @Override
  public Statistics statistics() {
    return Statistics.TAPS_BY_CLASS;
  }

  @Override
  public LocalDimension fit(FitSet examples, long seed) {
    FitSet.Halves halves = examples.halves(name, seed);
    double[][] clean =
        halves.reference().require(name, Kind.CLEAN).some(REFERENCES, seed, Kind.CLEAN);
    int neighbours = Math.min(NEIGHBOURS, clean.length);
    if (neighbours < 2) {
      throw new RefusedException(
          "detector '"
              + name
              + "' needs two clean images in each half of the fitting side of the split; give"
              + " split.fit a larger share");
    }
    List<Layer> layers = TapRow.taps(clean[0]).stream().map(tap -> layer(tap, clean)).toList();
    LinearModel linear =
        LayerModel.fit(
            name, halves.rest(), row -> dimensions(layers, row, neighbours), supervised, seed);
    return new LocalDimension(clean[0].length, neighbours, layers, linear);
  }

  private static Layer layer(TapRow.Part tap, double[][] clean) {
    return new Layer(
        tap.offset(), Matrix.rounded(Arrays.stream(clean).map(tap::of).toArray(double[][]::new)));
  }

  private static double[] dimensions(List<Layer> layers, double[] row, int neighbours) {
    return layers.stream().mapToDouble(layer -> layer.dimension(row, neighbours)).toArray();
  }
}
