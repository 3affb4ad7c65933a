package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.attack.AnalyticWhiteBox;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.data.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** On a linear model, where the margin is a sum over the samples. */
class HalfwayTest {
  private static final Geometry GREY = new Geometry(1, 40, 40);
  private static final AnalyticWhiteBox MODEL = AnalyticWhiteBox.linear(GREY, 3, 5);

  private final List<Sample> samples = samples(80);
  private final AttackedSet set =
      new Attacker(MODEL, 1).attack(Attacks.named("PGD"), 8, samples, done -> {});
  private final List<Levels> halfway = new Halfway(MODEL, 1).of(set);

  @Test
  void everySampleIsTheImagesOwnOrTheAttacks() {
    assertEquals(set.attacked().size(), halfway.size());
    for (int n = 0; n < halfway.size(); n++) {
      Levels before = set.originals().get(n).image();
      Levels after = set.attacked().get(n);
      for (int i = 0; i < GREY.size(); i++) {
        int level = halfway.get(n).level(i);
        assertTrue(level == before.level(i) || level == after.level(i));
      }
    }
  }

  @Test
  void anImageThatTheAttackDoesNotTurnStaysAttacked() {
    assertTrue(set.successful().contains(true) && set.successful().contains(false));
    for (int n = 0; n < halfway.size(); n++) {
      assertEquals(!set.successful().get(n), set.attacked().get(n).equals(halfway.get(n)));
    }
  }

  /** The lead of the wrong class lies halfway between nothing and that of the whole attack. */
  @Test
  void theMarginIsAboutHalfOfTheWholeAttacks() {
    double sum = 0;
    int turned = 0;
    for (int n = 0; n < halfway.size(); n++) {
      if (set.successful().get(n)) {
        int label = set.originals().get(n).label();
        double half = lead(halfway.get(n), label);
        assertTrue(half > 0, "still misread");
        sum += half / lead(set.attacked().get(n), label);
        turned++;
      }
    }
    assertEquals(0.5, sum / turned, 0.1);
  }

  @Test
  void theSameSeedPutsTheSameSamplesBack() {
    assertEquals(halfway, new Halfway(MODEL, 1).of(set));
    assertNotEquals(halfway, new Halfway(MODEL, 2).of(set));
  }

  private static double lead(Levels image, int label) {
    float[] logits = MODEL.logits(new float[][] {image.intensities()})[0];
    double other = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logits.length; k++) {
      other = k == label ? other : Math.max(other, logits[k]);
    }
    return other - logits[label];
  }

  /** Images that the model reads correctly, since their label is what it reads. */
  private static List<Sample> samples(int count) {
    Random random = new Random(3);
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] levels = new byte[GREY.size()];
      random.nextBytes(levels);
      Levels image = new Levels(GREY, levels);
      int label = Attacker.predicted(MODEL.logits(new float[][] {image.intensities()})[0]);
      samples.add(new Sample("image " + i, "patient " + i, label, image));
    }
    return samples;
  }
}
