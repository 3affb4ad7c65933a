package io.lazaret.lab.experiment;

import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.Loss;
import io.lazaret.lab.attack.WhiteBoxModel;
import io.lazaret.lab.data.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * The mean cross entropy of a network on images that are moved along the sign of its own input
 * gradient and along that of a network trained independently (Tramèr et al., ICLR 2018).
 *
 * @param levels the lengths of both moves, in levels of 255
 * @param loss the mean over the images, natural logarithm: a row for each length along the own
 *     gradient, a column for each along the other's
 * @param images how many
 */
public record LossSurface(List<Double> levels, List<List<Double>> loss, int images) {
  private static final int FARTHEST = 8;

  static LossSurface of(WhiteBoxModel model, WhiteBoxModel independent, List<Sample> samples) {
    float[][] images = Images.of(samples);
    List<Goal> goals = Images.goals(samples);
    float[][] own = model.gradient(images, goals, Loss.CROSS_ENTROPY).byImage();
    float[][] other = independent.gradient(images, goals, Loss.CROSS_ENTROPY).byImage();
    List<Double> levels = new ArrayList<>();
    List<List<Double>> loss = new ArrayList<>();
    for (int i = 0; i <= FARTHEST; i++) {
      levels.add((double) i);
      List<Double> row = new ArrayList<>();
      for (int j = 0; j <= FARTHEST; j++) {
        row.add(loss(model, moved(images, own, i / 255.0, other, j / 255.0), goals));
      }
      loss.add(row);
    }
    return new LossSurface(levels, loss, images.length);
  }

  private static float[][] moved(
      float[][] images, float[][] own, double along, float[][] other, double across) {
    float[][] moved = new float[images.length][];
    for (int n = 0; n < images.length; n++) {
      moved[n] = images[n].clone();
      for (int i = 0; i < moved[n].length; i++) {
        double move = along * Math.signum(own[n][i]) + across * Math.signum(other[n][i]);
        moved[n][i] = (float) Math.max(0, Math.min(1, images[n][i] + move));
      }
    }
    return moved;
  }

  private static double loss(WhiteBoxModel model, float[][] images, List<Goal> goals) {
    float[][] logits = model.logits(images);
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      sum += Loss.CROSS_ENTROPY.value(logits[i], goals.get(i));
    }
    return sum / logits.length;
  }
}
