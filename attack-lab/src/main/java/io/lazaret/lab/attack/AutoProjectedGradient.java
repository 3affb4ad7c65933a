package io.lazaret.lab.attack;

import io.lazaret.core.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Auto-PGD (Croce and Hein, 2020): projected gradient steps with momentum, whose length halves, and
 * which go back to the best point, where they no longer help. Of all points seen, the one with the
 * largest margin counts.
 *
 * @param name the name in recipes and reports
 * @param steps gradient steps of a descent, at least 1
 * @param restarts descents from random points, each only for images that still stand; at least 1
 * @param loss what the steps raise
 * @param targets how many of the likeliest other classes an image whose goal names no target is
 *     driven to in turn; 0 to raise the loss of the goal itself
 */
public record AutoProjectedGradient(String name, int steps, int restarts, Loss loss, int targets)
    implements Attack {
  public AutoProjectedGradient {
    if (steps < 1 || restarts < 1 || targets < 0) {
      throw new IllegalArgumentException(
          steps + " steps, " + restarts + " restarts, " + targets + " targets");
    }
  }

  @Override
  public int minimumClasses() {
    return loss.minimumClasses(targets > 0);
  }

  @Override
  public boolean takesManySteps() {
    return true;
  }

  @Override
  public double passes(int classes) {
    return (double) GRADIENT * (steps + 1) * restarts * Math.max(1, Math.min(targets, classes - 1));
  }

  @Override
  public float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    check(model, goals);
    List<Subject> subjects = subjects(model, images, goals, seed);
    for (int round = 0; round < restarts; round++) {
      for (int turn = 0; turn < Math.max(1, targets); turn++) {
        int rank = turn;
        boolean first = round + turn == 0;
        List<Subject> left =
            subjects.stream()
                .filter(subject -> subject.pursuits().size() > rank)
                .filter(subject -> first || !subject.best().reached())
                .toList();
        descend(model, left, rank, threat);
      }
    }
    return subjects.stream().map(subject -> subject.best().image()).toArray(float[][]::new);
  }

  private void check(WhiteBoxModel model, List<Goal> goals) {
    checkClasses(model.classes());
    boolean targeted = goals.stream().anyMatch(goal -> goal.target().isPresent());
    if (targeted && loss.minimumClasses(true) > model.classes()) {
      throw new RefusedException(
          "attack '"
              + name
              + "' cannot drive one of "
              + model.classes()
              + " classes to a target, it needs "
              + loss.minimumClasses(true)
              + "; use APGD-margin");
    }
  }

  private List<Subject> subjects(
      WhiteBoxModel model, float[][] images, List<Goal> goals, long seed) {
    float[][] clean = model.logits(images);
    List<Subject> subjects = new ArrayList<>();
    for (int i = 0; i < images.length; i++) {
      Goal goal = goals.get(i);
      subjects.add(
          new Subject(
              images[i],
              goal,
              targets == 0 ? List.of(goal) : goal.pursuits(clean[i], targets),
              Randomness.of(images[i], seed),
              new Best(images[i], goal.margin(clean[i]))));
    }
    return subjects;
  }

  private void descend(WhiteBoxModel model, List<Subject> subjects, int rank, ThreatModel threat) {
    List<AutoStep> searches =
        subjects.stream()
            .map(subject -> new AutoStep(subject.image(), threat, steps, subject.random()))
            .toList();
    List<Goal> pursued = subjects.stream().map(subject -> subject.pursuits().get(rank)).toList();
    Objective objective = Objective.direction(pursued, loss);
    for (int step = 0; step <= steps && !searches.isEmpty(); step++) {
      float[][] points = searches.stream().map(AutoStep::point).toArray(float[][]::new);
      Gradients gradients = model.gradient(points, objective);
      for (int i = 0; i < points.length; i++) {
        float[] logits = gradients.logits()[i];
        Subject subject = subjects.get(i);
        subject.best().offer(points[i], subject.goal().margin(logits));
        searches.get(i).told(loss.value(logits, pursued.get(i)), gradients.byImage()[i]);
      }
    }
  }

  /**
   * One image of a call.
   *
   * @param pursuits what the descents are after, one after the other
   * @param best the best point so far
   */
  private record Subject(
      float[] image, Goal goal, List<Goal> pursuits, SplittableRandom random, Best best) {}
}
