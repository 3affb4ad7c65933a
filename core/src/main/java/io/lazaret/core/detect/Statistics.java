package io.lazaret.core.detect;

import io.lazaret.core.RefusedException;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Features;
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
        int deep = layout.penultimateOffset();
        int size = layout.penultimateSize();
        row[i++] = distance(features, plane, deep, size);
        row[i++] = cosine(features, plane, deep, size);
        for (int tap = 0; tap < taps; tap++) {
          int offset = layout.meanOffset(tap);
          int channels = layout.taps().get(tap).channels();
          row[i++] =
              distance(features, plane, offset, channels)
                  / (norm(features, 0, offset, channels) + 1e-6);
        }
      }
      return row;
    }
  },

  /** The penultimate vector of the image itself (the "deep features" of Ma et al., 2021). */
  PENULTIMATE {
    @Override
    public int size(FeatureLayout layout, int views) {
      return layout.penultimateSize();
    }

    @Override
    public double[] of(Features features) {
      FeatureLayout layout = features.layout();
      double[] row = new double[size(layout, features.views())];
      int offset = layout.penultimateOffset();
      for (int i = 0; i < row.length; i++) {
        row[i] = features.value(0, offset + i);
      }
      return row;
    }
  };

  /** The length of a row for a backbone and a number of views. */
  public abstract int size(FeatureLayout layout, int views);

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
