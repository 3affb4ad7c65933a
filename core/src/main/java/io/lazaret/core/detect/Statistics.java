package io.lazaret.core.detect;

import io.lazaret.core.RefusedException;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.GradientFilter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a detector looks at: a row of numbers computed from an image's features. */
public enum Statistics {
  /**
   * The nearness of the decision boundary: minus the natural logarithm of the predicted margin, in
   * logits, plus {@link #NEAREST}; then the numbers of {@link #PREDICTION_CONSISTENCY}. An attack
   * either stops near the boundary, where few clean images lie, or goes on and loses what it gained
   * when the image is nudged back.
   */
  PREDICTION {
    @Override
    public int size(FeatureLayout layout, int views) {
      return 1 + PREDICTION_CONSISTENCY.size(layout, views);
    }

    @Override
    public double[] of(Features features) {
      double nearness = -Math.log(features.predictedMargin(0) + NEAREST);
      return joined(new double[] {nearness}, PREDICTION_CONSISTENCY.of(features));
    }
  },

  /**
   * What becomes of the image under each of its views. An image that was nudged across a decision
   * boundary moves when it is nudged back; a clean one hardly does. For each view:
   *
   * <ol>
   *   <li>the predicted margin lost, in logits,
   *   <li>its absolute value,
   *   <li>the side of the boundary that the view lies on, as the hyperbolic tangent of its margin:
   *       near 1 where it is read as the image is, near -1 where it is clearly not,
   *   <li>the displacement: the distance of a tap's pooled means from the image's own, relative to
   *       the size of these; the mean over the deeper half of the taps, where a perturbation has
   *       grown.
   * </ol>
   */
  PREDICTION_CONSISTENCY {
    @Override
    public int size(FeatureLayout layout, int views) {
      return views * NUMBERS_OF_A_VIEW;
    }

    @Override
    public double[] of(Features features) {
      double[] row = new double[size(features.layout(), features.views())];
      for (int plane = 1, i = 0; plane <= features.views(); plane++, i += NUMBERS_OF_A_VIEW) {
        copyView(features, plane, row, i);
      }
      return row;
    }
  },

  /**
   * How far the image moves under each of its views. An image that was nudged across a decision
   * boundary moves when it is nudged back; a clean one hardly does. For each view: the predicted
   * margin lost (signed, and absolute), the distance and the cosine between the penultimate
   * features of view and image, and for every tap the distance of the pooled means relative to the
   * image's own.
   */
  CONSISTENCY {
    @Override
    public int size(FeatureLayout layout, int views) {
      return views * (4 + layout.taps().size());
    }

    @Override
    public double[] of(Features features) {
      FeatureLayout layout = features.layout();
      int taps = layout.taps().size();
      double[] row = new double[size(layout, features.views())];
      double margin = features.predictedMargin(0);
      int i = 0;
      for (int plane = 1; plane <= features.views(); plane++) {
        double lost = margin - features.predictedMargin(plane);
        row[i++] = lost;
        row[i++] = Math.abs(lost);
        int deep = layout.penultimateOffset();
        int size = layout.penultimateSize();
        row[i++] = distance(features, plane, deep, size);
        row[i++] = cosine(features, plane, deep, size);
        for (int tap = 0; tap < taps; tap++) {
          row[i++] = displacement(features, plane, tap);
        }
      }
      return row;
    }
  },

  /** The penultimate vector (the "deep features" of Ma et al., 2021). */
  PENULTIMATE {
    @Override
    public int size(FeatureLayout layout, int views) {
      return layout.penultimateSize();
    }

    @Override
    public double[] of(Features features) {
      double[] row = new double[features.layout().penultimateSize()];
      copyPenultimate(features, row, 0);
      return row;
    }
  },

  /** The predicted class, the number of classes, then the penultimate vector. */
  PENULTIMATE_BY_CLASS {
    @Override
    public int size(FeatureLayout layout, int views) {
      return 2 + layout.penultimateSize();
    }

    @Override
    public double[] of(Features features) {
      double[] row = new double[size(features.layout(), features.views())];
      row[0] = features.predictedClass();
      row[1] = features.layout().classes();
      copyPenultimate(features, row, 2);
      return row;
    }
  },

  /**
   * The predicted class, then for each tap the number of its channels and the pooled mean of each:
   * a row that says itself where its layers stand.
   */
  TAPS_BY_CLASS {
    @Override
    public int size(FeatureLayout layout, int views) {
      return 1 + layout.taps().stream().mapToInt(tap -> 1 + tap.channels()).sum();
    }

    @Override
    public double[] of(Features features) {
      FeatureLayout layout = features.layout();
      double[] row = new double[size(layout, features.views())];
      int i = 0;
      row[i++] = features.predictedClass();
      for (int tap = 0; tap < layout.taps().size(); tap++) {
        int channels = layout.taps().get(tap).channels();
        row[i++] = channels;
        for (int channel = 0; channel < channels; channel++) {
          row[i++] = features.value(0, layout.meanOffset(tap) + channel);
        }
      }
      return row;
    }
  },

  /** The gradient matched filter: {@link GradientFilter} says what its numbers are. */
  GRADIENT_FILTER {
    @Override
    public int size(FeatureLayout layout, int views) {
      return GradientFilter.SIZE;
    }

    @Override
    public boolean needsGradients() {
      return true;
    }

    @Override
    public double[] of(Features features) {
      float[] numbers = features.gradientRow();
      if (numbers.length == 0) {
        throw new IllegalArgumentException("these features come without gradients");
      }
      double[] row = new double[numbers.length];
      for (int i = 0; i < row.length; i++) {
        row[i] = numbers[i];
      }
      return row;
    }
  },

  /** The numbers of {@link #PREDICTION}, then those of {@link #GRADIENT_FILTER}. */
  PREDICTION_AND_GRADIENT {
    @Override
    public int size(FeatureLayout layout, int views) {
      return PREDICTION.size(layout, views) + GRADIENT_FILTER.size(layout, views);
    }

    @Override
    public boolean needsGradients() {
      return true;
    }

    @Override
    public double[] of(Features features) {
      return joined(PREDICTION.of(features), GRADIENT_FILTER.of(features));
    }
  },

  /** The numbers of {@link #PREDICTION_CONSISTENCY}, then those of {@link #GRADIENT_FILTER}. */
  PREDICTION_CONSISTENCY_AND_GRADIENT {
    @Override
    public int size(FeatureLayout layout, int views) {
      return PREDICTION_CONSISTENCY.size(layout, views) + GRADIENT_FILTER.size(layout, views);
    }

    @Override
    public boolean needsGradients() {
      return true;
    }

    @Override
    public double[] of(Features features) {
      return joined(PREDICTION_CONSISTENCY.of(features), GRADIENT_FILTER.of(features));
    }
  },

  /** The numbers of {@link #CONSISTENCY}, then those of {@link #GRADIENT_FILTER}. */
  CONSISTENCY_AND_GRADIENT {
    @Override
    public int size(FeatureLayout layout, int views) {
      return CONSISTENCY.size(layout, views) + GRADIENT_FILTER.size(layout, views);
    }

    @Override
    public boolean needsGradients() {
      return true;
    }

    @Override
    public double[] of(Features features) {
      return joined(CONSISTENCY.of(features), GRADIENT_FILTER.of(features));
    }
  };

  /**
   * Margins much smaller than this, in logits, are all the same to {@link #PREDICTION}: what two
   * machines compute differs by less than a thousandth of it.
   */
  public static final double NEAREST = 0.01;

  /** How many numbers {@link #PREDICTION_CONSISTENCY} takes from a view. */
  public static final int NUMBERS_OF_A_VIEW = 4;

  /** The first of those taps whose displacement {@link #PREDICTION_CONSISTENCY} looks at. */
  public static int firstDeepTap(FeatureLayout layout) {
    return layout.taps().size() / 2;
  }

  /** The length of a row for a backbone and a number of views. */
  public abstract int size(FeatureLayout layout, int views);

  /** Whether there is less to look at without views. */
  public boolean looksAtViews() {
    FeatureLayout any = new FeatureLayout(2, List.of(new FeatureLayout.Tap("any", 1)));
    return size(any, 1) > size(any, 0);
  }

  /** Whether images must be prepared, and the network run, with gradients. */
  public boolean needsGradients() {
    return false;
  }

  /** The row of an image. */
  public abstract double[] of(Features features);

  /** The name used in bundles. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The statistics of a name.
   *
   * @throws RefusedException when there are none
   */
  public static Statistics named(String code) {
    return Arrays.stream(values())
        .filter(statistics -> statistics.code().equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "unknown statistics '"
                        + code
                        + "'; known are "
                        + Arrays.stream(values())
                            .map(Statistics::code)
                            .collect(Collectors.joining(", "))));
  }

  private static double[] joined(double[] first, double[] second) {
    double[] row = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, row, first.length, second.length);
    return row;
  }

  private static void copyView(Features features, int plane, double[] row, int to) {
    double margin = features.predictedMargin(plane);
    double lost = features.predictedMargin(0) - margin;
    row[to] = lost;
    row[to + 1] = Math.abs(lost);
    row[to + 2] = Math.tanh(margin);
    int taps = features.layout().taps().size();
    int first = firstDeepTap(features.layout());
    for (int tap = first; tap < taps; tap++) {
      row[to + 3] += displacement(features, plane, tap) / (taps - first);
    }
  }

  /** How far a view moves the pooled means of a tap, relative to the image's own. */
  private static double displacement(Features features, int plane, int tap) {
    int offset = features.layout().meanOffset(tap);
    int channels = features.layout().taps().get(tap).channels();
    return distance(features, plane, offset, channels)
        / (norm(features, 0, offset, channels) + 1e-6);
  }

  private static void copyPenultimate(Features features, double[] row, int to) {
    FeatureLayout layout = features.layout();
    for (int i = 0; i < layout.penultimateSize(); i++) {
      row[to + i] = features.value(0, layout.penultimateOffset() + i);
    }
  }

  /** Euclidean distance of some of a plane's numbers from the same of the image. */
  private static double distance(Features features, int plane, int offset, int size) {
    double sum = 0;
    for (int i = offset; i < offset + size; i++) {
      double difference = features.value(plane, i) - features.value(0, i);
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  private static double norm(Features features, int plane, int offset, int size) {
    double sum = 0;
    for (int i = offset; i < offset + size; i++) {
      sum += (double) features.value(plane, i) * features.value(plane, i);
    }
    return Math.sqrt(sum);
  }

  private static double cosine(Features features, int plane, int offset, int size) {
    double dot = 0;
    for (int i = offset; i < offset + size; i++) {
      dot += (double) features.value(plane, i) * features.value(0, i);
    }
    double norms = norm(features, plane, offset, size) * norm(features, 0, offset, size);
    return dot / (norms + 1e-12);
  }
}
