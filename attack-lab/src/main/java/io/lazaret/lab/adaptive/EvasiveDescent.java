package io.lazaret.lab.adaptive;

import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.Loss;
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

  /** Judges where the subjects stand, without a step. */
  private void look(TappedModel model, List<Subject> subjects) {
    List<SeenImage> seen = seen(model, subjects);
    float[][] rows =
        model.rows(seen.stream().flatMap(s -> Arrays.stream(s.planes())).toArray(float[][]::new));
    int planes = 1 + disguise.views().size();
    for (int i = 0; i < subjects.size(); i++) {
      Subject each = subjects.get(i);
      float[][] own = Arrays.copyOfRange(rows, i * planes, (i + 1) * planes);
      double margin = each.goal.margin(Arrays.copyOf(own[0], model.classes()));
      each.best.offer(each.point, margin, each.suspicion.of(own).value());
    }
  }

  private List<SeenImage> seen(TappedModel model, List<Subject> subjects) {
    return subjects.parallelStream()
        .map(each -> SeenImage.of(model.geometry(), each.point, disguise.views()))
        .toList();
  }

  private void step(TappedModel model, List<Subject> subjects, ThreatModel threat, double length) {
    List<SeenImage> seen = seen(model, subjects);
    float[][][] planes = seen.parallelStream().map(SeenImage::planes).toArray(float[][][]::new);
    float[][][] toGoals =
        pursuit == Pursuit.ORTHOGONAL ? towardsGoals(model, subjects, planes) : null;
    boolean[] reached = new boolean[planes.length];
    var gradients =
        model.gradientOfRows(
            planes,
            (i, rows) -> {
              Subject each = subjects.get(i);
              float[] logits = Arrays.copyOf(rows[0], model.classes());
              double margin = each.goal.margin(logits);
              Suspicion.Judgement judgement = each.suspicion.of(rows);
              each.best.offer(each.point, margin, judgement.value());
              reached[i] = margin >= confidence;
              return wish(each.goal, logits, reached[i], judgement.byRows());
            });
    IntStream.range(0, planes.length)
        .parallel()
        .forEach(
            i -> {
              float[] gradient = seen.get(i).pullBack(gradients.byImage()[i]);
              if (pursuit == Pursuit.ORTHOGONAL) {
                gradient = orthogonal(toGoals[i][0], gradient, reached[i]);
              }
              subjects.get(i).move(threat, gradient, length);
            });
  }

  /** The margin's gradient at each file. */
  private static float[][][] towardsGoals(
      TappedModel model, List<Subject> subjects, float[][][] planes) {
    float[][][] files =
        Arrays.stream(planes).map(each -> new float[][] {each[0]}).toArray(float[][][]::new);
    return model
        .gradientOfRows(
            files,
            (i, rows) -> {
              float[][] derivative = new float[1][rows[0].length];
              raiseMargin(subjects.get(i).goal, rows[0], model.classes(), derivative[0]);
              return derivative;
            })
        .byImage();
  }

  private static void raiseMargin(Goal goal, float[] row, int classes, float[] derivative) {
    float[] byLogits = Loss.MARGIN.gradient(Arrays.copyOf(row, classes), goal);
    for (int k = 0; k < classes; k++) {
      derivative[k] += byLogits[k];
    }
  }

  /** The derivative by the rows of what is raised. */
  private float[][] wish(Goal goal, float[] logits, boolean reached, float[][] suspicion) {
    boolean overlooked = reached || pursuit != Pursuit.SELECTIVE;
    double share = pursuit == Pursuit.WEIGHTED ? weight : 1;
    float[][] wish = new float[suspicion.length][suspicion[0].length];
    for (int plane = 0; plane < wish.length && overlooked; plane++) {
      for (int i = 0; i < wish[plane].length; i++) {
        wish[plane][i] = (float) (-share * suspicion[plane][i]);
      }
    }
    if (!reached && pursuit != Pursuit.ORTHOGONAL) {
      raiseMargin(goal, logits, logits.length, wish[0]);
    }
    return wish;
  }

  /** What is wanted now, without its part along what is not to be lost. */
  private static float[] orthogonal(float[] toGoal, float[] fromDetector, boolean reached) {
    float[] wanted = reached ? fromDetector : toGoal;
    float[] kept = reached ? toGoal : fromDetector;
    double dot = 0;
    double square = 0;
    for (int i = 0; i < kept.length; i++) {
      dot += (double) wanted[i] * kept[i];
      square += (double) kept[i] * kept[i];
    }
    float[] rest = wanted.clone();
    for (int i = 0; i < rest.length && square > 0; i++) {
      rest[i] -= (float) (dot / square * kept[i]);
    }
    return rest;
  }
}
