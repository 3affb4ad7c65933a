package io.lazaret.core.detect;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The largest of several scores, each on numbers of its own and in units of its own: an image that
 * is suspicious in one way is suspicious. For ways of attacking that exclude each other, which a
 * sum would weigh against each other.
 *
 * @param inputs the length of the rows that it takes
 * @param parts at least one
 */
public record Largest(int inputs, List<Part> parts) implements ScoreFunction {

  /**
   * One of the scores: {@code (score - origin) / unit}. Exactly one function is given.
   *
   * @param inputs the numbers of the row that it looks at, in the function's order
   * @param linear a linear model, or null
   * @param forest trees, or null
   * @param gaussianDistance a distance from images that nobody attacked, or null
   * @param origin the score that counts as zero
   * @param unit what the distance from it is divided by, above 0
   */
  public record Part(
      List<Integer> inputs,
      @Nullable LinearModel linear,
      @Nullable Forest forest,
      @Nullable GaussianDistance gaussianDistance,
      double origin,
      double unit) {

    public Part {
      inputs = List.copyOf(inputs);
      List<ScoreFunction> functions = given(linear, forest, gaussianDistance);
      if (functions.size() != 1) {
        throw new IllegalArgumentException(
            "a part holds "
                + functions.size()
                + " score functions; exactly one of 'linear', 'forest' and 'gaussianDistance' must"
                + " be given");
      }
      if (functions.get(0).inputs() != inputs.size()) {
        throw new IllegalArgumentException(
            "a part looks at "
                + inputs.size()
                + " numbers and its function takes "
                + functions.get(0).inputs());
      }
      if (!Double.isFinite(origin) || !(unit > 0 && Double.isFinite(unit))) {
        throw new IllegalArgumentException("an origin of " + origin + ", a unit of " + unit);
      }
    }

    /**
     * A part of a function.
     *
     * @throws IllegalArgumentException for a kind of function that a part cannot have
     */
    public static Part of(
        List<Integer> inputs, ScoreFunction function, double origin, double unit) {
      return new Part(
          inputs,
          function instanceof LinearModel linear ? linear : null,
          function instanceof Forest forest ? forest : null,
          function instanceof GaussianDistance distance ? distance : null,
          origin,
          unit);
    }

    private static List<ScoreFunction> given(@Nullable ScoreFunction... functions) {
      return Stream.of(functions).filter(Objects::nonNull).toList();
    }

    /** The one that is given. */
    public ScoreFunction function() {
      return given(linear, forest, gaussianDistance).get(0);
    }

    /** What the function looks at. */
    public double[] numbers(double[] row) {
      return inputs.stream().mapToDouble(input -> row[input]).toArray();
    }

    /** The score in the part's units. */
    public double score(double[] row) {
      return (function().score(numbers(row)) - origin) / unit;
    }
  }

  public Largest {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("the largest of no scores");
    }
    for (Part part : parts) {
      for (int input : part.inputs()) {
        if (input < 0 || input >= inputs) {
          throw new IllegalArgumentException(
              "a part looks at number " + input + " of a row of " + inputs);
        }
      }
    }
  }

  @Override
  public double score(double[] row) {
    if (!ScoreFunction.finite(row, inputs)) {
      return Double.NaN;
    }
    return parts.stream().mapToDouble(part -> part.score(row)).reduce(Math::max).orElseThrow();
  }
}
