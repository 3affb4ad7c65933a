package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.attack.AnalyticWhiteBox;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.data.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AttackerTest {
  private static final Geometry GREY = new Geometry(1, 8, 8);
  private static final AnalyticWhiteBox MODEL = AnalyticWhiteBox.linear(GREY, 2, 5);

  @Test
  void successIsThatOfTheFile() {
    Attacker attacker = new Attacker(MODEL, 1);
    List<Sample> correct = attacker.correct(samples(60));
    List<Integer> told = new ArrayList<>();

    AttackedSet set = attacker.attack(Attacks.named("FGSM"), 4, correct, told::add);

    assertEquals(correct.size(), told.get(told.size() - 1));
    for (int i = 0; i < correct.size(); i++) {
      float[][] file = {set.attacked().get(i).intensities()};
      Goal goal = Goal.untargeted(correct.get(i).label());
      assertEquals(goal.reached(MODEL.logits(file)[0]), set.successful().get(i));
    }
    assertTrue(set.queries().isEmpty(), "FGSM asks nothing");
  }

  @Test
  void anAttackByQuestionsTellsHowManyForEachImage() {
    Attacker attacker = new Attacker(MODEL, 1);
    List<Sample> correct = attacker.correct(samples(60));

    AttackedSet set = attacker.attack(Attacks.named("Square"), 1, correct, done -> {});

    assertEquals(correct.size(), set.queries().size());
    for (int i = 0; i < correct.size(); i++) {
      int queries = set.queries().get(i);
      assertTrue(queries >= 1 && queries <= 500);
      assertTrue(queries == 500 || set.successful().get(i), "gave up after " + queries);
    }
  }

  private static List<Sample> samples(int count) {
    Random random = new Random(2);
    List<Sample> samples = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      byte[] levels = new byte[GREY.size()];
      random.nextBytes(levels);
      samples.add(new Sample("image-" + n, "patient-" + n, n % 2, new Levels(GREY, levels)));
    }
    return samples;
  }
}
