package io.lazaret.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.attack.AnalyticWhiteBox;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.Loss;
import io.lazaret.lab.data.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** On a linear model of two classes, boundary and loss have closed forms. */
class LinearGeometryTest {
  private static final Geometry GEOMETRY = new Geometry(1, 8, 8);

  private final AnalyticWhiteBox model = AnalyticWhiteBox.linear(GEOMETRY, 2, 1);
  private final AnalyticWhiteBox independent = AnalyticWhiteBox.linear(GEOMETRY, 2, 2);
  private final List<Sample> samples = samples();

  /** Far from black and white nothing is held: the margin over the dual norm of its gradient. */
  @Test
  void theDistanceOfTheBoundaryIsThatOfTheHyperplane() {
    double[] distances = Boundary.distances(model, samples, 20, 1);

    for (int i = 0; i < samples.size(); i++) {
      double sum = 0;
      for (float each : gradient(model, samples.get(i))) {
        sum += Math.abs(each);
      }
      assertEquals(margin(samples.get(i)) / sum, distances[i], 0.02 * distances[i] + 1e-4);
    }
  }

  @Test
  void theLossRisesAlongBothGradientsAsTheMarginFalls() {
    LossSurface surface = LossSurface.of(model, independent, samples);

    assertEquals(9, surface.levels().size());
    assertEquals(samples.size(), surface.images());
    for (int i = 0; i <= 8; i += 4) {
      for (int j = 0; j <= 8; j += 4) {
        double sum = 0;
        for (Sample sample : samples) {
          float[] own = gradient(model, sample);
          float[] other = gradient(independent, sample);
          double margin = margin(sample);
          for (int k = 0; k < own.length; k++) {
            double move = i / 255.0 * Math.signum(own[k]) + j / 255.0 * Math.signum(other[k]);
            margin -= own[k] * move;
          }
          sum += Math.log1p(Math.exp(-margin));
        }
        assertEquals(sum / samples.size(), surface.loss().get(i).get(j), 1e-3);
      }
    }
  }

  /** How far the class's own logit is ahead. */
  private double margin(Sample sample) {
    float[] logits = model.logits(Images.of(List.of(sample)))[0];
    return -Goal.untargeted(sample.label()).margin(logits);
  }

  /** What makes the other class likelier. */
  private static float[] gradient(AnalyticWhiteBox model, Sample sample) {
    return model.gradient(Images.of(List.of(sample)), Images.goals(List.of(sample)), Loss.MARGIN)
        .byImage()[0];
  }

  /** Of the class that the model names. */
  private List<Sample> samples() {
    Random random = new Random(3);
    List<Sample> samples = new ArrayList<>();
    for (int n = 0; n < 6; n++) {
      byte[] levels = new byte[GEOMETRY.size()];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = (byte) (118 + random.nextInt(20));
      }
      Levels image = new Levels(GEOMETRY, levels);
      float[] logits = model.logits(new float[][] {image.intensities()})[0];
      samples.add(new Sample("s" + n, "p" + n, logits[0] > logits[1] ? 0 : 1, image));
    }
    return samples;
  }
}
