package io.lazaret.lab.study;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.attack.Classifier;
import io.lazaret.lab.attack.Randomness;
import io.lazaret.lab.data.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Attacks taken back halfway: of the samples that an attack changed, in random order, so many are
 * put back as bring the file halfway to where it is only just misread. An attack that goes on until
 * its steps run out goes much further than it must, each network another way, and a detector that
 * is fitted on it learns to ask for that.
 */
record Halfway(Classifier model, long seed) {
  /** Halvings of the search: the share of samples is found to 1 in 256. */
  private static final int HALVINGS = 8;

  private static final int BATCH = 32;

  /** The attacked images of a set, taken back halfway; whole where the attack does not succeed. */
  List<Levels> of(AttackedSet set) {
    List<Levels> halfway = new ArrayList<>(set.attacked());
    List<Integer> successful =
        IntStream.range(0, halfway.size()).filter(i -> set.successful().get(i)).boxed().toList();
    for (int from = 0; from < successful.size(); from += BATCH) {
      List<Integer> places = successful.subList(from, Math.min(successful.size(), from + BATCH));
      List<Way> batch =
          places.stream()
              .map(i -> new Way(set.originals().get(i), set.attacked().get(i), seed))
              .toList();
      shorten(batch);
      for (int n = 0; n < batch.size(); n++) {
        Way way = batch.get(n);
        halfway.set(places.get(n), way.at((way.misread + 1) / 2));
      }
    }
    return halfway;
  }

  private void shorten(List<Way> batch) {
    for (int halving = 0; halving < HALVINGS; halving++) {
      float[][] tried =
          batch.stream().map(way -> way.at(way.middle()).intensities()).toArray(float[][]::new);
      float[][] logits = model.logits(tried);
      for (int i = 0; i < logits.length; i++) {
        batch.get(i).told(Attacker.predicted(logits[i]));
      }
    }
  }

  /** From an image to the attacked one, sample by sample. */
  private static final class Way {
    private final Sample original;
    private final Levels attacked;
    private final int[] order;
    private double read = 0;
    private double misread = 1;

    Way(Sample original, Levels attacked, long seed) {
      this.original = original;
      this.attacked = attacked;
      int[] changed =
          IntStream.range(0, attacked.geometry().size())
              .filter(i -> attacked.level(i) != original.image().level(i))
              .toArray();
      SplittableRandom random = Randomness.of(original.image().intensities(), seed);
      for (int i = changed.length - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        int swapped = changed[i];
        changed[i] = changed[other];
        changed[other] = swapped;
      }
      this.order = changed;
    }

    double middle() {
      return (read + misread) / 2;
    }

    void told(int predicted) {
      if (predicted == original.label()) {
        read = middle();
      } else {
        misread = middle();
      }
    }

    /** The image with a share of its samples attacked. */
    Levels at(double share) {
      Geometry geometry = attacked.geometry();
      byte[] levels = new byte[geometry.size()];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = (byte) original.image().level(i);
      }
      int count = (int) Math.ceil(share * order.length);
      Arrays.stream(order, 0, count).forEach(i -> levels[i] = (byte) attacked.level(i));
      return new Levels(geometry, levels);
    }
  }
}
