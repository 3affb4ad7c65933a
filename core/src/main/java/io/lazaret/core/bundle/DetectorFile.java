package io.lazaret.core.bundle;

import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.Forest;
import io.lazaret.core.detect.GaussianDistance;
import io.lazaret.core.detect.KernelDensity;
import io.lazaret.core.detect.Largest;
import io.lazaret.core.detect.LinearModel;
import io.lazaret.core.detect.LocalDimension;
import io.lazaret.core.detect.Mahalanobis;
import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.detect.SupportVectorMachine;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code detectors/NAME.json}: a detector, with exactly one of the score functions given.
 *
 * @param name the detector's name
 * @param statistics the name of what it looks at
 * @param linear a linear model, or null
 * @param forest trees, or null
 * @param kernelDensity a kernel density by class, or null
 * @param localDimension local intrinsic dimensions, or null
 * @param gaussianDistance a distance from images that nobody attacked, or null
 * @param mahalanobis Mahalanobis distances, or null
 * @param supportVectorMachine a support vector machine, or null
 * @param largest the largest of several scores, or null
 */
public record DetectorFile(
    String name,
    String statistics,
    @Nullable LinearModel linear,
    @Nullable Forest forest,
    @Nullable KernelDensity kernelDensity,
    @Nullable LocalDimension localDimension,
    @Nullable GaussianDistance gaussianDistance,
    @Nullable Mahalanobis mahalanobis,
    @Nullable SupportVectorMachine supportVectorMachine,
    @Nullable Largest largest) {

  /** The file of a detector. */
  public static DetectorFile of(Detector detector) {
    ScoreFunction function = detector.function();
    return new DetectorFile(
        detector.name(),
        detector.statistics().code(),
        when(LinearModel.class, function),
        when(Forest.class, function),
        when(KernelDensity.class, function),
        when(LocalDimension.class, function),
        when(GaussianDistance.class, function),
        when(Mahalanobis.class, function),
        when(SupportVectorMachine.class, function),
        when(Largest.class, function));
  }

  private static <T extends ScoreFunction> @Nullable T when(Class<T> kind, ScoreFunction function) {
    return kind.isInstance(function) ? kind.cast(function) : null;
  }

  /** The detector, looking at statistics that the file names. */
  public Detector detector(Statistics known) {
    List<ScoreFunction> functions =
        Stream.<ScoreFunction>of(
                linear,
                forest,
                kernelDensity,
                localDimension,
                gaussianDistance,
                mahalanobis,
                supportVectorMachine,
                largest)
            .filter(Objects::nonNull)
            .toList();
    if (functions.size() != 1) {
      throw new IllegalArgumentException(
          "holds "
              + functions.size()
              + " score functions; exactly one of 'linear', 'forest', 'kernelDensity',"
              + " 'localDimension', 'gaussianDistance', 'mahalanobis', 'supportVectorMachine' and"
              + " 'largest' must be given");
    }
    return new Detector(name, known, functions.get(0));
  }
}
