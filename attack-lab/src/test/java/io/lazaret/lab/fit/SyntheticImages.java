package io.lazaret.lab.fit;

import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.FeatureLayout.Tap;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.GradientFilter;
import io.lazaret.lab.fit.FitSet.Example;
import io.lazaret.lab.fit.FitSet.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Features as a network might give them: two classes that lie apart, harmless changes that move an
 * image a little, attacks that put it where no clean image lies and that its views undo.
 */
final class SyntheticImages {
  static final FeatureLayout LAYOUT =
      new FeatureLayout(2, List.of(new Tap("first", 6), new Tap("second", 8), new Tap("last", 10)));
  private static final int VIEWS = 3;

  private SyntheticImages() {}

  /** Clean, harmlessly changed and attacked images of each of some patients. */
  static FitSet fitSet(Statistics statistics, int patients, long seed) {
    return fitSet(statistics, patients, seed, Kind.values());
  }

  /** Images of some kinds of each of some patients. */
  static FitSet fitSet(Statistics statistics, int patients, long seed, Kind... kinds) {
    return new FitSet(examples(statistics, patients, seed, kinds));
  }

  static List<Example> examples(Statistics statistics, int patients, long seed, Kind... kinds) {
    List<Example> examples = new ArrayList<>();
    for (int patient = 0; patient < patients; patient++) {
      for (Kind kind : kinds) {
        Features features = features(kind, seed * 100_003 + patient);
        examples.add(new Example(statistics.of(features), "patient-" + patient, kind, kind.name()));
      }
    }
    return examples;
  }

  /** The features of one image of a patient. */
  static Features features(Kind kind, long patient) {
    SplittableRandom same = new SplittableRandom(patient);
    SplittableRandom own = new SplittableRandom(patient * 31 + kind.ordinal());
    float side = same.nextBoolean() ? 1 : -1;
    boolean attacked = kind == Kind.ATTACKED;
    float[] image = row(same, side);
    for (int i = 0; i < image.length; i++) {
      image[i] += (float) ((kind == Kind.CLEAN ? 0 : 0.2) * own.nextGaussian());
      image[i] += attacked && i >= LAYOUT.classes() ? 2.5f * (i % 3 - 1) : 0;
    }
    float[][] rows = new float[1 + VIEWS][];
    rows[0] = image;
    for (int view = 1; view <= VIEWS; view++) {
      rows[view] = image.clone();
      for (int i = 0; i < image.length; i++) {
        rows[view][i] += (float) ((attacked ? 1.5 : 0.1) * own.nextGaussian());
      }
    }
    return new Features(LAYOUT, rows, gradient(own, attacked));
  }

  /** An attack's perturbation lies along the gradient. */
  private static float[] gradient(SplittableRandom random, boolean attacked) {
    float[] gradient = new float[GradientFilter.SIZE];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) ((attacked ? 2 : 0) + random.nextGaussian());
    }
    return gradient;
  }

  private static float[] row(SplittableRandom random, float side) {
    float[] row = new float[LAYOUT.size()];
    row[0] = side;
    row[1] = -side;
    for (int i = LAYOUT.classes(); i < row.length; i++) {
      row[i] = (float) (side + random.nextGaussian());
    }
    return row;
  }
}
