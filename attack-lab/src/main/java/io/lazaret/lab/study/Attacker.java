package io.lazaret.lab.study;

import io.lazaret.core.model.Levels;
import io.lazaret.lab.attack.Attack;
import io.lazaret.lab.attack.Attack.Queried;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.ThreatModel;
import io.lazaret.lab.attack.WhiteBoxModel;
import io.lazaret.lab.data.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Attacks the images that a network reads correctly; they count as 8-bit files, not as floats. */
public final class Attacker {
  private static final int BATCH = 32;

  private final WhiteBoxModel model;
  private final AttackedSet.Target target;
  private final long seed;

  public Attacker(WhiteBoxModel model, long seed) {
    this(model, AttackedSet.Target.MODEL, seed);
  }

  /**
   * @param target what the model's inputs are
   */
  Attacker(WhiteBoxModel model, AttackedSet.Target target, long seed) {
    this.model = model;
    this.target = target;
    this.seed = seed;
  }

  /** The samples whose class the network names. */
  public List<Sample> correct(List<Sample> samples) {
    float[][] logits = model.logits(intensities(samples));
    List<Sample> correct = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      if (predicted(logits[i]) == samples.get(i).label()) {
        correct.add(samples.get(i));
      }
    }
    return correct;
  }

  /** The class with the largest logit. */
  public static int predicted(float[] logits) {
    int best = 0;
    for (int k = 1; k < logits.length; k++) {
      if (logits[k] > logits[best]) {
        best = k;
      }
    }
    return best;
  }

  /**
   * Attacks samples.
   *
   * @param levels epsilon in levels of 255
   * @param done told the number of images finished
   */
  public AttackedSet attack(Attack attack, double levels, List<Sample> samples, IntConsumer done) {
    List<Goal> allGoals = new ArrayList<>();
    List<Levels> attacked = new ArrayList<>();
    List<Boolean> floatSuccess = new ArrayList<>();
    List<Boolean> successful = new ArrayList<>();
    List<Integer> queries = new ArrayList<>();
    int unmoved = 0;
    for (int from = 0; from < samples.size(); from += BATCH) {
      List<Sample> batch = samples.subList(from, Math.min(samples.size(), from + BATCH));
      List<Goal> goals = goals(attack, batch);
      Queried result = run(attack, levels, batch, goals);
      allGoals.addAll(goals);
      List<Levels> quantised = quantise(result.images());
      floatSuccess.addAll(reached(result.images(), goals));
      successful.addAll(
          reached(quantised.stream().map(Levels::intensities).toArray(float[][]::new), goals));
      Arrays.stream(result.queries()).forEach(queries::add);
      unmoved += attack.followsEveryGradient() ? unmoved(result.images(), batch) : 0;
      attacked.addAll(quantised);
      done.accept(attacked.size());
    }
    return new AttackedSet(
        attack.name(),
        levels,
        target,
        samples,
        allGoals,
        attacked,
        floatSuccess,
        successful,
        queries,
        unmoved);
  }

  /** One call of an attack; its images quantised, encoded and decoded. */
  public List<Sample> perturb(Attack attack, double levels, List<Sample> batch) {
    List<Levels> quantised = quantise(run(attack, levels, batch, goals(attack, batch)).images());
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      samples.add(batch.get(i).with(Encoding.PNG.roundTrip(quantised.get(i))));
    }
    return samples;
  }

  private Queried run(Attack attack, double levels, List<Sample> batch, List<Goal> goals) {
    float[][] images = intensities(batch);
    ThreatModel threat = attack.threat(levels, model.geometry());
    return attack.run(model, images, goals, threat, seed);
  }

  private List<Goal> goals(Attack attack, List<Sample> batch) {
    float[][] logits = model.logits(intensities(batch));
    return IntStream.range(0, batch.size())
        .mapToObj(i -> attack.goal(batch.get(i).label(), logits[i]))
        .toList();
  }

  /** A gradient that vanishes moves nothing. */
  private static int unmoved(float[][] perturbed, List<Sample> batch) {
    int unmoved = 0;
    for (int i = 0; i < perturbed.length; i++) {
      unmoved += Arrays.equals(perturbed[i], batch.get(i).image().intensities()) ? 1 : 0;
    }
    return unmoved;
  }

  private List<Levels> quantise(float[][] perturbed) {
    return Arrays.stream(perturbed).map(image -> Levels.quantise(model.geometry(), image)).toList();
  }

  private List<Boolean> reached(float[][] images, List<Goal> goals) {
    float[][] logits = model.logits(images);
    return IntStream.range(0, images.length)
        .mapToObj(i -> goals.get(i).reached(logits[i]))
        .toList();
  }

  private static float[][] intensities(List<Sample> samples) {
    return samples.stream().map(sample -> sample.image().intensities()).toArray(float[][]::new);
  }
}
