package io.lazaret.lab.attack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Fits one perturbation to many images by projected gradient steps (Shafahi et al., AAAI 2020):
 * each step raises the mean margin of the images of a batch that do not reach their goal yet.
 * Untargeted, one perturbation must lead away from every class; towards one class it has an easier
 * task, on the images of the others.
 *
 * @param name the name of the attack in recipes and reports
 * @param passes how often all images are gone through, at least 1
 * @param batch images of a step, at least 1
 * @param relativeStep the length of a step in units of epsilon, above 0
 */
public record UniversalFit(String name, int passes, int batch, double relativeStep) {
  public UniversalFit {
    if (passes < 1 || batch < 1 || !(relativeStep > 0)) {
      throw new IllegalArgumentException(
          passes + " passes, batches of " + batch + ", steps of " + relativeStep);
    }
  }

  /**
   * The finished attack.
   *
   * @param images intensities in [0, 1]; not those that the attack is evaluated on
   * @param labels the class of each image
   * @param target the class that the network shall answer, of none of the images; empty when any
   *     but an image's own will do
   * @param threat the size of the perturbation
   * @param seed of the order in which images are gone through
   */
  public UniversalPerturbation fit(
      WhiteBoxModel model,
      float[][] images,
      List<Integer> labels,
      OptionalInt target,
      ThreatModel threat,
      long seed) {
    List<Goal> goals = labels.stream().map(label -> new Goal(label, target)).toList();
    float[] perturbation = new float[model.geometry().size()];
    List<Integer> order = new ArrayList<>(IntStream.range(0, images.length).boxed().toList());
    Random random = new Random(seed);
    for (int pass = 0; pass < passes; pass++) {
      Collections.shuffle(order, random);
      for (int from = 0; from < order.size(); from += batch) {
        Selection some = new Selection(order.subList(from, Math.min(order.size(), from + batch)));
        step(model, some.of(images), some.of(goals), threat, perturbation);
      }
    }
    return new UniversalPerturbation(name, perturbation, threat.norm(), target);
  }

  private void step(
      WhiteBoxModel model,
      float[][] images,
      List<Goal> goals,
      ThreatModel threat,
      float[] perturbation) {
    float[][] points = new float[images.length][];
    for (int i = 0; i < images.length; i++) {
      points[i] = UniversalPerturbation.add(images[i], perturbation, threat);
    }
    Gradients gradients = model.gradient(points, goals, Loss.MARGIN);
    float[] sum = new float[perturbation.length];
    for (int n = 0; n < points.length; n++) {
      if (!goals.get(n).reached(gradients.logits()[n])) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += gradients.byImage()[n][i];
        }
      }
    }
    threat.norm().step(perturbation, sum, relativeStep * threat.epsilon());
    threat.norm().shorten(perturbation, threat.epsilon());
  }
}
