package io.lazaret.lab.adaptive;

import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.Randomness;
import io.lazaret.lab.attack.TappedModel;
import io.lazaret.lab.attack.ThreatModel;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Projected gradient steps of an attacker who wants to be misread and overlooked. Feature matching,
 * the hierarchical feature constraint and the attack through a detector are disguises of it. Every
 * step is judged as the 8-bit file that it would be handed in as; the best file counts. An
 * untargeted goal is pursued towards the likeliest other class.
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

  public EvasiveDescent {
    if (steps < 1 || descents < 1 || !(relativeStep > 0) || !(weight >= 0)) {
      throw new IllegalArgumentException(
          descents + " descents of " + steps + " steps, " + relativeStep + ", weight " + weight);
    }
  }

  @Override
  public double passes(int classes) {
    int planes = Probe.planes(disguise.views().size(), disguise.gradients());
    return passes(steps, descents, planes);
  }

  static double passes(int steps, int descents, int planes) {
    return (double) GRADIENT * planes * (steps + 1) * descents;
  }

  @Override
  public float[][] perturbTapped(
      TappedModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    float[][] clean = model.rows(images);
    List<Subject> subjects =
        IntStream.range(0, images.length)
            .mapToObj(i -> subject(model, images[i], goals.get(i), clean[i], seed))
            .toList();
    Probe probe = new Probe(model, disguise);
    for (int descent = 0; descent < descents; descent++) {
      boolean random = descent > 0;
      List<Subject> left = subjects.stream().filter(each -> !each.done()).toList();
      left.forEach(each -> each.start(threat, random, this));
      for (int look = 0; look <= steps && !left.isEmpty(); look++) {
        look(probe, left);
        left = left.stream().filter(each -> !each.descent().finished()).toList();
      }
    }
    return subjects.stream().map(each -> each.image).toArray(float[][]::new);
  }

  private static void look(Probe probe, List<Subject> subjects) {
    List<Finding> findings =
        probe.look(
            subjects.stream()
                .map(each -> new Probe.Question(each.descent().point(), each.goal, each.suspicion))
                .toList());
    IntStream.range(0, findings.size())
        .parallel()
        .forEach(i -> subjects.get(i).told(findings.get(i)));
  }

  private Subject subject(TappedModel model, float[] image, Goal goal, float[] row, long seed) {
    float[] logits = Arrays.copyOf(row, model.classes());
    Goal targeted =
        goal.target().isPresent()
            ? goal
            : new Goal(goal.label(), OptionalInt.of(goal.rival(logits)));
    return new Subject(image, targeted, disguise.of(targeted, row), Randomness.of(image, seed));
  }

  /** One image on its way, and the best file that it ever was. */
  private static final class Subject {
    private final float[] origin;
    private final Goal goal;
    private final Suspicion suspicion;
    private final SplittableRandom random;
    private float[] image;
    private @Nullable Finding best;
    private @Nullable Descent descent;

    Subject(float[] origin, Goal goal, Suspicion suspicion, SplittableRandom random) {
      this.origin = origin;
      this.goal = goal;
      this.suspicion = suspicion;
      this.random = random;
      this.image = origin.clone();
    }

    /** Whether another descent could find nothing better. */
    boolean done() {
      return best != null && best.reached() && descent().finished();
    }

    void start(ThreatModel threat, boolean scattered, EvasiveDescent attack) {
      float[] start = origin.clone();
      if (scattered) {
        threat.norm().scatter(start, threat.epsilon(), random);
        threat.project(start, origin);
      }
      descent = new Descent(origin, start, threat, attack);
    }

    private Descent descent() {
      return Objects.requireNonNull(descent, "not started");
    }

    void told(Finding found) {
      if (best == null || found.betterThan(best)) {
        best = found;
        image = descent().point();
      }
      descent().told(found);
    }
  }
}
