package io.lazaret.core.detect;

import io.lazaret.core.detect.Forest.Node;
import io.lazaret.core.detect.Forest.Tree;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A score function of every kind, with numbers that no decimal fraction hits exactly. */
public final class SampleFunctions {
  private SampleFunctions() {}

  public static Stream<ScoreFunction> all() {
    return Stream.of(
        linear(3),
        forest(),
        new KernelDensity(1 / 3.0, List.of(matrix(5, 4, 1), matrix(2, 4, 2))),
        new LocalDimension(
            9,
            3,
            List.of(
                new LocalDimension.Layer(2, matrix(6, 3, 3)),
                new LocalDimension.Layer(5, matrix(4, 4, 4))),
            linear(2)),
        new GaussianDistance(numbers(4, 5), gaussian(4, 2)),
        new Mahalanobis(
            8,
            List.of(
                new Mahalanobis.Layer(1, gaussian(3, 3)), new Mahalanobis.Layer(4, gaussian(4, 1))),
            linear(2)),
        new SupportVectorMachine(
            numbers(3, 6),
            2.8,
            List.of(BinaryVector.parse("101"), BinaryVector.parse("000")),
            numbers(2, 7),
            -1 / 7.0),
        new Largest(
            5,
            List.of(
                Largest.Part.of(List.of(4), linear(1), 1 / 3.0, 1 / 7.0),
                Largest.Part.of(List.of(3, 0, 1), linear(3), 0, 1),
                Largest.Part.of(
                    List.of(0, 1, 2, 3),
                    new GaussianDistance(numbers(4, 13), gaussian(4, 2)),
                    2,
                    1 / 9.0))));
  }

  static LinearModel linear(int inputs) {
    return new LinearModel(numbers(inputs, 8), numbers(inputs, 9), numbers(inputs, 10), 1 / 9.0);
  }

  private static Forest forest() {
    return new Forest(
        2,
        0.1,
        List.of(
            new Tree(
                List.of(
                    new Node(0, 0.3f, 1, 2, 0),
                    Node.leaf(-1 / 3.0),
                    new Node(1, 0.7f, 3, 4, 0),
                    Node.leaf(1 / 3.0),
                    Node.leaf(2 / 3.0)))));
  }

  /** Axes along the first coordinates. */
  private static Gaussian gaussian(int dimensions, int axes) {
    float[][] unit = new float[axes][dimensions];
    for (int j = 0; j < axes; j++) {
      unit[j][j] = 1;
    }
    return new Gaussian(matrix(2, dimensions, 11), Matrix.of(unit), numbers(axes, 12), 1 / 11.0);
  }

  static Matrix matrix(int rows, int columns, long seed) {
    Random random = new Random(seed);
    float[][] values = new float[rows][columns];
    for (float[] row : values) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return Matrix.of(values);
  }

  private static List<Double> numbers(int count, long seed) {
    return DoubleStream.generate(new Random(seed)::nextDouble).limit(count).boxed().toList();
  }

  /** A row that a function can take: its class, where it names one, is one that occurs. */
  public static double[] row(ScoreFunction function, double size, long seed) {
    Random random = new Random(seed);
    double[] row =
        IntStream.range(0, function.inputs())
            .mapToDouble(i -> size * random.nextGaussian())
            .toArray();
    if (function instanceof KernelDensity density) {
      row[0] = random.nextInt(density.centres().size());
      row[1] = density.centres().size();
    }
    return row;
  }

  static List<Double> zeros(int count) {
    return Collections.nCopies(count, 0.0);
  }

  static List<Double> ones(int count) {
    return Collections.nCopies(count, 1.0);
  }
}
