package io.lazaret.lab.adaptive;

import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.Randomness;
import io.lazaret.lab.attack.TappedModel;
import io.lazaret.lab.attack.ThreatModel;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Projected gradient steps of an attacker who wants to be misread and overlooked. Feature matching,
 * the hierarchical feature constraint and the attack through a detector are disguises of it. Every
 * step is judged as the 8-bit file that it would be handed in as; steps shorten to a fifth towards
 * the end; the best file counts. An untargeted goal is pursued towards the likeliest other class.
 *
 * @param name the name in reports
 * @param disguise what the attacked image shall look like
 * @param pursuit how the two wishes are combined
 * @param weight of the suspicion, with {@link Pursuit#WEIGHTED}; at least 0
 * @param steps of each descent, at least 1
 * @param descents from the image itself, then from random points of the threat model; at least 1
 * @param relativeStep the length of the first step in units of epsilon, above 0
 * @param confidence the margin that is enough, in logit units
 */
public record EvasiveDescent(
    String name,
    Disguise disguise,
    Pursuit pursuit,
    double weight,
    int steps,
    int descents,
    double relativeStep,
    double confidence)
    implements TappedAttack {
  private static final double SHORTENED = 0.2;

  public EvasiveDescent {
    if (steps < 1 || descents < 1 || !(relativeStep > 0) || !(weight >= 0)) {
      throw new IllegalArgumentException(
          descents + " descents of " + steps + " steps, " + relativeStep + ", weight " + weight);
    }
  }

  @Override
  public float[][] perturbTapped(
      TappedModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    float[][] clean = model.rows(images);
    List<Subject> subjects =
        IntStream.range(0, images.length)
            .mapToObj(i -> subject(model, images[i], goals.get(i), clean[i], seed))
            .toList();
    for (int descent = 0; descent < descents; descent++) {
      boolean random = descent > 0;
      subjects.forEach(each -> each.start(threat, random));
      for (int step = 0; step < steps; step++) {
        double shortened = 1 - (1 - SHORTENED) * step / steps;
        step(model, subjects, threat, relativeStep * shortened * threat.epsilon());
      }
      look(model, subjects);
    }
    return subjects.stream().map(each -> each.best.image()).toArray(float[][]::new);
  }

  private Subject subject(TappedModel model, float[] image, Goal goal, float[] row, long seed) {
    float[] logits = Arrays.copyOf(row, model.classes());
    Goal targeted =
        goal.target().isPresent()
            ? goal
            : new Goal(goal.label(), OptionalInt.of(goal.rival(logits)));
    return new Subject(image, targeted, disguise.of(targeted, row), Randomness.of(image, seed));
  }

  /** One image on its way. */
  private static final class Subject {
    private final float[] origin;
    private final Goal goal;
    private final Suspicion suspicion;
    private final SplittableRandom random;
    private final Overlooked best;
    private float[] point;

    Subject(float[] origin, Goal goal, Suspicion suspicion, SplittableRandom random) {
      this.origin = origin;
      this.goal = goal;
      this.suspicion = suspicion;
      this.random = random;
      this.best = new Overlooked(origin);
    }

    void start(ThreatModel threat, boolean scattered) {
      point = origin.clone();
      if (scattered) {
        threat.norm().scatter(point, threat.epsilon(), random);
        threat.project(point, origin);
      }
    }

    void move(ThreatModel threat, float[] gradient, double length) {
      threat.norm().step(point, gradient, length);
      threat.project(point, origin);
    }
  }

  private void step(TappedModel model, List<Subject> subjects, ThreatModel threat, double length) {
    List<Finding> findings = look(model, subjects);
    IntStream.range(0, findings.size())
        .parallel()
        .forEach(
            i -> {
              Finding found = findings.get(i);
              float[] direction = pursuit.direction(found, found.margin() >= confidence, weight);
              subjects.get(i).move(threat, direction, length);
            });
  }

  /** Judges where the subjects stand. */
  private List<Finding> look(TappedModel model, List<Subject> subjects) {
    List<Finding> findings =
        new Probe(model, disguise)
            .look(
                subjects.stream()
                    .map(each -> new Probe.Question(each.point, each.goal, each.suspicion))
                    .toList());
    for (int i = 0; i < findings.size(); i++) {
      Finding found = findings.get(i);
      subjects.get(i).best.offer(subjects.get(i).point, found.margin(), found.suspicion());
    }
    return findings;
  }
}
