package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.core.model.Geometry;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On a linear model of two classes every attack has a closed form: one corner of the cube. */
class LinearModelAttackTest {
  private static final Geometry GREY = new Geometry(1, 8, 8);

  static List<Attack> attacks() {
    return Attacks.ALL;
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void theAttackEndsInTheCornerTowardsTheOtherClass(Attack attack) {
    AnalyticWhiteBox model = AnalyticWhiteBox.linear(GREY, 2, 5);
    float[] image = new float[GREY.size()];
    Random random = new Random(1);
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextFloat();
    }
    ThreatModel threat = ThreatModel.linfLevels(2);
    for (int label = 0; label < 2; label++) {

      float[] perturbed =
          attack.perturb(model, new float[][] {image}, new int[] {label}, threat, 9)[0];

      for (int i = 0; i < image.length; i++) {
        double towards = Math.signum(model.weight(1 - label, i) - model.weight(label, i));
        double corner = Math.max(0, Math.min(1, image[i] + threat.epsilon() * towards));
        assertEquals(corner, perturbed[i], 1e-6, "sample " + i);
      }
    }
  }
}
