package io.lazaret.lab.leak;

import io.lazaret.core.detect.KernelDensity;
import io.lazaret.core.detect.LocalDimension;
import io.lazaret.core.detect.Matrix;
import io.lazaret.lab.fit.BinarySupportVectors;
import io.lazaret.lab.fit.ClassifierTrainer;
import io.lazaret.lab.fit.LogisticRegression;
import io.lazaret.lab.fit.RandomForest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The detectors of Ma et al. (2021) as their code evaluates them: numbers of an image, and a
 * classifier of those. Those of bundles are in {@link io.lazaret.lab.fit.DetectorTrainers}.
 */
public enum Baseline {
  /** Kernel density among clean images of the predicted class, bandwidth 1. */
  KD(new LogisticRegression(1)) {
    @Override
    Function<Look, double[]> numbers(Protocol protocol, CleanImages clean) {
      List<Look> kernels =
          protocol.has(Leak.SCORED_REFERENCE) ? clean.negatives(protocol) : clean.reference();
      KernelDensity density = density(kernels);
      return look -> new double[] {density.score(look.deep())};
    }
  },

  /** Local intrinsic dimension at every tap: 20 neighbours among 100 clean images. */
  LID(new LogisticRegression(1)) {
    @Override
    Function<Look, double[]> numbers(Protocol protocol, CleanImages clean) {
      if (protocol.has(Leak.CLEAN_TWIN)) {
        List<Look> scored = shuffled(clean.negatives(protocol));
        return look -> dimensions(look, batch(look, scored));
      }
      List<Look> reference = shuffled(clean.reference());
      List<Look> batch = reference.subList(0, Math.min(MINIBATCH, reference.size()));
      return look -> dimensions(look, batch);
    }
  },

  /** A random forest of 30 trees on the penultimate features. */
  DFEAT(new RandomForest(30)) {
    @Override
    Function<Look, double[]> numbers(Protocol protocol, CleanImages clean) {
      return Baseline::features;
    }
  },

  /** A support vector machine on the same, binarised. */
  QFEAT(new BinarySupportVectors(2.8, 1)) {
    @Override
    Function<Look, double[]> numbers(Protocol protocol, CleanImages clean) {
      return Baseline::features;
    }

    @Override
    Function<double[], double[]> scaling(List<double[]> rows) {
      double[] means = new double[rows.get(0).length];
      rows.forEach(row -> Arrays.setAll(means, i -> means[i] + row[i] / rows.size()));
      return row ->
          IntStream.range(0, row.length).mapToDouble(i -> row[i] > means[i] ? 1 : 0).toArray();
    }
  };

  private static final int MINIBATCH = 100;
  private static final int NEIGHBOURS = 20;
  private static final long ORDER = 1;
  private static final double BANDWIDTH = 1;

  /** The class and the number of classes stand before the vector. */
  private static final int DEEP_OFFSET = 2;

  private final ClassifierTrainer classifier;

  Baseline(ClassifierTrainer classifier) {
    this.classifier = classifier;
  }

  /** The name in results: that of the leak-free detector in recipes. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  ClassifierTrainer classifier() {
    return classifier;
  }

  /** The numbers of an image, before they are scaled. */
  abstract Function<Look, double[]> numbers(Protocol protocol, CleanImages clean);

  /** How numbers are scaled, after those of some images. */
  Function<double[], double[]> scaling(List<double[]> rows) {
    return row -> row;
  }

  private static double[] features(Look look) {
    return Arrays.copyOfRange(look.deep(), DEEP_OFFSET, look.deep().length);
  }

  private static KernelDensity density(List<Look> kernels) {
    int classes = (int) kernels.get(0).deep()[1];
    List<Matrix> centres = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      int predicted = k;
      List<Look> own = kernels.stream().filter(look -> look.deep()[0] == predicted).toList();
      centres.add(
          Matrix.rounded(
              (own.isEmpty() ? kernels : own)
                  .stream().map(Baseline::features).toArray(double[][]::new)));
    }
    return new KernelDensity(BANDWIDTH, centres);
  }

  /** Minibatches hold images of every class, however the data set is sorted. */
  private static List<Look> shuffled(List<Look> looks) {
    List<Look> shuffled = new ArrayList<>(looks);
    Collections.shuffle(shuffled, new Random(ORDER));
    return shuffled;
  }

  /**
   * The minibatch that an image comes in, without the very image: of the clean images an attacked
   * one's twin is among them.
   */
  private static List<Look> batch(Look look, List<Look> scored) {
    int place =
        IntStream.range(0, scored.size())
            .filter(i -> scored.get(i).image().equals(look.image()))
            .findFirst()
            .orElseThrow();
    int from = Math.max(0, Math.min(place / MINIBATCH * MINIBATCH, scored.size() - MINIBATCH));
    return scored.subList(from, Math.min(scored.size(), from + MINIBATCH)).stream()
        .filter(other -> other != look)
        .toList();
  }

  private static double[] dimensions(Look look, List<Look> batch) {
    int neighbours = Math.min(NEIGHBOURS, batch.size());
    List<Double> dimensions = new ArrayList<>();
    for (int offset = 1; offset < look.taps().length; ) {
      int size = (int) look.taps()[offset];
      int from = offset + 1;
      double[][] references =
          batch.stream()
              .map(other -> Arrays.copyOfRange(other.taps(), from, from + size))
              .toArray(double[][]::new);
      LocalDimension.Layer layer = new LocalDimension.Layer(from, Matrix.rounded(references));
      dimensions.add(layer.dimension(look.taps(), neighbours));
      offset = from + size;
    }
    return dimensions.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
