package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutoAttackTest {
  private static final Geometry GREY = new Geometry(1, 10, 10);
  private static final AutoAttack AUTO = (AutoAttack) Attacks.named("AutoAttack");

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void noPartOfItMakesAFileThatItDoesNot(int classes) {
    AnalyticWhiteBox model = AnalyticWhiteBox.wavy(GREY, classes, 8);
    float[][] images = images(12);
    List<Goal> goals = goals(model, images);
    ThreatModel threat = ThreatModel.linfLevels(1);

    boolean[] ensemble = files(model, AUTO, images, goals, threat);

    for (Attack part : AUTO.attacks()) {
      if (part.minimumClasses() <= classes) {
        boolean[] alone = files(model, part, images, goals, threat);
        for (int i = 0; i < alone.length; i++) {
          assertTrue(ensemble[i] || !alone[i], part.name() + " alone makes image " + i);
        }
      }
    }
  }

  @Test
  void eachAttackGetsOnlyTheImagesThatStillStand() {
    AnalyticWhiteBox model = AnalyticWhiteBox.linear(GREY, 2, 8);
    float[][] images = images(3);
    List<Goal> goals = goals(model, images);
    ThreatModel threat = new ThreatModel(Norm.LINF, 0.9);
    Attack nothing = new Scripted("nothing", 3, 2);
    Attack second = new Scripted("second", 3, 2, 1);
    Attack others = new Scripted("others", 2, 2, 0, 1);
    Attack never = new Scripted("never", 0, 2);

    float[][] perturbed =
        new AutoAttack("ensemble", List.of(nothing, second, others, never))
            .perturb(model, images, goals, threat, 1);

    float[][] logits = model.logits(perturbed);
    for (int i = 0; i < 3; i++) {
      assertTrue(goals.get(i).reached(logits[i]));
    }
  }

  @Test
  void anAttackThatNeedsMoreClassesIsSkipped() {
    AnalyticWhiteBox model = AnalyticWhiteBox.linear(GREY, 2, 8);
    float[][] images = images(2);
    Attack first = new Scripted("first", 2, 2);
    Attack impossible = new Scripted("impossible", -1, 3);

    new AutoAttack("ensemble", List.of(first, impossible))
        .perturb(model, images, goals(model, images), ThreatModel.linfLevels(1), 1);

    assertThrows(
        RefusedException.class,
        () ->
            new AutoAttack("ensemble", List.of(impossible))
                .perturb(model, images, goals(model, images), ThreatModel.linfLevels(1), 1));
  }

  /** Rounding undoes an attack that just crosses the boundary; the next one must try. */
  @Test
  void anImageWhoseFileIsReadCorrectlyStillStands() {
    AnalyticWhiteBox model = AnalyticWhiteBox.linear(GREY, 2, 8);
    float[][] images = {model.halfLevelFromTheBoundary()};
    List<Goal> goals = goals(model, images);
    ThreatModel threat = ThreatModel.linfLevels(2);
    Attack fab = Attacks.named("FAB");
    Attack pgd = Attacks.named("PGD");

    assertTrue(goals.get(0).reached(model.logits(fab.perturb(model, images, goals, threat, 1))[0]));
    assertEquals(false, files(model, fab, images, goals, threat)[0], "the file is undone");
    assertTrue(files(model, new AutoAttack("both", List.of(fab, pgd)), images, goals, threat)[0]);
  }

  /** An attack whose call must bring a number of images; it fools those of some places. */
  private record Scripted(String name, int expected, int minimumClasses, int... fooled)
      implements Attack {
    @Override
    public double passes(int classes) {
      return GRADIENT * fooled.length;
    }

    @Override
    public float[][] perturb(
        WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
      assertEquals(expected, images.length, name);
      float[][] perturbed = Arrays.stream(images).map(float[]::clone).toArray(float[][]::new);
      for (int place : fooled) {
        perturbed[place] =
            Attacks.named("FGSM")
                .perturb(
                    model, new float[][] {images[place]}, List.of(goals.get(place)), threat, seed)[
                0];
      }
      return perturbed;
    }
  }

  private static boolean[] files(
      AnalyticWhiteBox model,
      Attack attack,
      float[][] images,
      List<Goal> goals,
      ThreatModel threat) {
    float[][] logits = model.logitsOfFiles(attack.perturb(model, images, goals, threat, 1));
    boolean[] reached = new boolean[logits.length];
    for (int i = 0; i < reached.length; i++) {
      reached[i] = goals.get(i).reached(logits[i]);
    }
    return reached;
  }

  /** What the model answers is what the attacker does not want. */
  private static List<Goal> goals(Classifier model, float[][] images) {
    float[][] logits = model.logits(images);
    return IntStream.range(0, images.length)
        .mapToObj(i -> Goal.untargeted(Loss.order(logits[i])[0]))
        .toList();
  }

  private static float[][] images(int count) {
    Random random = new Random(4);
    float[][] images = new float[count][];
    for (int i = 0; i < count; i++) {
      byte[] levels = new byte[GREY.size()];
      random.nextBytes(levels);
      images[i] = new Levels(GREY, levels).intensities();
    }
    return images;
  }
}
