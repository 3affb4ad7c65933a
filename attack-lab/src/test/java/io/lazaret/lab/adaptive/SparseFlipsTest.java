package io.lazaret.lab.adaptive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.attack.AnalyticWhiteBox;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.Loss;
import io.lazaret.lab.attack.ThreatModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SparseFlipsTest {
  private static final Geometry GREY = new Geometry(1, 16, 16);
  private static final AnalyticWhiteBox MODEL = AnalyticWhiteBox.linear(GREY, 2, 3);
  private static final float[][] IMAGE = {grey()};

  /** On a linear model the samples of largest weight are best, one after the other. */
  @Test
  void exactlyTheMostUsefulSamplesMoveByExactlyOneLevel() {
    float[] logits = MODEL.logits(IMAGE)[0];
    Goal goal = Goal.untargeted(logits[0] > logits[1] ? 0 : 1);
    SparseFlips flips = new SparseFlips("flips", 3, 5.0 / 256, Double.POSITIVE_INFINITY);

    float[] flipped = flips.perturb(MODEL, IMAGE, List.of(goal), ThreatModel.linfLevels(2), 1)[0];

    Levels before = Levels.quantise(GREY, IMAGE[0]);
    Levels after = Levels.quantise(GREY, flipped);
    float[] slope = MODEL.gradient(IMAGE, List.of(goal), Loss.MARGIN).byImage()[0];
    List<Integer> best =
        IntStream.range(0, slope.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -Math.abs(slope[i])))
            .limit(15)
            .toList();
    for (int i = 0; i < slope.length; i++) {
      int expected = best.contains(i) ? (int) Math.signum(slope[i]) : 0;
      assertEquals(expected, after.level(i) - before.level(i), "sample " + i);
    }
  }

  @Test
  void itStopsOnceTheFileIsMisread() {
    float[] logits = MODEL.logits(IMAGE)[0];
    Goal goal = Goal.untargeted(logits[0] > logits[1] ? 0 : 1);
    SparseFlips flips = new SparseFlips("flips", 256, 1.0 / 256, 0);

    float[] flipped = flips.perturb(MODEL, IMAGE, List.of(goal), ThreatModel.linfLevels(1), 1)[0];

    double margin = goal.margin(MODEL.logitsOfFiles(new float[][] {flipped})[0]);
    float[] slope = MODEL.gradient(IMAGE, List.of(goal), Loss.MARGIN).byImage()[0];
    double largest =
        IntStream.range(0, 256).mapToDouble(i -> Math.abs(slope[i])).max().orElseThrow();
    int changed = (int) IntStream.range(0, 256).filter(i -> flipped[i] != IMAGE[0][i]).count();
    assertTrue(
        changed == 256 || (margin > 0 && margin <= largest / 255 + 1e-4), "margin " + margin);
  }

  @Test
  void lessThanALevelAllowsNothing() {
    float[] same =
        new SparseFlips("flips", 3, 1, 0)
            .perturb(MODEL, IMAGE, List.of(Goal.untargeted(0)), ThreatModel.linfLevels(0.5), 1)[0];

    assertArrayEquals(IMAGE[0], same);
  }

  private static float[] grey() {
    float[] grey = new float[256];
    Arrays.fill(grey, 100 / 255f);
    return grey;
  }
}
