package io.lazaret.core.detect;

import io.lazaret.core.RefusedException;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.GradientFilter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a detector looks at: a row of numbers computed from an image's features. */
public enum Statistics {
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
        row[i++] = distance(features, plane, taps - 1);
        row[i++] = cosine(features, plane, taps - 1);
        for (int tap = 0; tap < taps; tap++) {
          row[i++] = distance(features, plane, tap) / (norm(features, 0, tap) + 1e-6);
        }
      }
      return row;
    }
  },

  /** The penultimate vector (the "deep features" of Ma et al., 2021). */
  PENULTIMATE {
    @Override
    public int size(FeatureLayout layout, int views) {
      return penultimateSize(layout);
    }

    @Override
    public double[] of(Features features) {
      double[] row = new double[penultimateSize(features.layout())];
      copyPenultimate(features, row, 0);
      return row;
    }
  },

  /** The predicted class, the number of classes, then the penultimate vector. */
  PENULTIMATE_BY_CLASS {
    @Override
    public int size(FeatureLayout layout, int views) {
      return 2 + penultimateSize(layout);
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
      double[] consistency = CONSISTENCY.of(features);
      double[] gradient = GRADIENT_FILTER.of(features);
      double[] row = Arrays.copyOf(consistency, consistency.length + gradient.length);
      System.arraycopy(gradient, 0, row, consistency.length, gradient.length);
      return row;
    }
  };

  /** The length of a row for a backbone and a number of views. */
  public abstract int size(FeatureLayout layout, int views);

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

  private static int penultimateSize(FeatureLayout layout) {
    return layout.taps().get(layout.taps().size() - 1).channels();
  }

  private static void copyPenultimate(Features features, double[] row, int to) {
    FeatureLayout layout = features.layout();
    int from = layout.meanOffset(layout.taps().size() - 1);
    for (int i = 0; i < penultimateSize(layout); i++) {
      row[to + i] = features.value(0, from + i);
    }
  }

  /** Euclidean distance of a tap's pooled means in a plane from those of the image. */
  private static double distance(Features features, int plane, int tap) {
    int offset = features.layout().meanOffset(tap);
    double sum = 0;
    for (int i = offset; i < offset + features.layout().taps().get(tap).channels(); i++) {
      double difference = features.value(plane, i) - features.value(0, i);
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  private static double norm(Features features, int plane, int tap) {
    int offset = features.layout().meanOffset(tap);
    double sum = 0;
    for (int i = offset; i < offset + features.layout().taps().get(tap).channels(); i++) {
      sum += (double) features.value(plane, i) * features.value(plane, i);
    }
    return Math.sqrt(sum);
  }

  private static double cosine(Features features, int plane, int tap) {
    int offset = features.layout().meanOffset(tap);
    double dot = 0;
    for (int i = offset; i < offset + features.layout().taps().get(tap).channels(); i++) {
      dot += (double) features.value(plane, i) * features.value(0, i);
    }
    return dot / (norm(features, plane, tap) * norm(features, 0, tap) + 1e-12);
  }
}
