package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.study.AttackedSet;
import io.lazaret.lab.study.Attacker;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariantTest {
  private static final Geometry GREY = new Geometry(1, 9, 8);
  private static final AnalyticWhiteBox MODEL = AnalyticWhiteBox.wavy(GREY, 4, 3);

  @ParameterizedTest
  @CsvSource({
    "PGD-L2, PGD, L2, false, 1",
    "pgd-l2, PGD, L2, false, 1",
    "PGD-targeted, PGD, LINF, true, 1",
    "PGD-x5, PGD, LINF, false, 5",
    "APGD-CE-L2-targeted-x10, APGD-CE, L2, true, 10",
    "CW-L2-targeted, CW-L2, LINF, true, 1",
    "CW-L2-L2, CW-L2, L2, false, 1",
    "Square-L2, Square, L2, false, 1"
  })
  void aSuffixSaysWhatIsVaried(
      String name, String attack, Norm norm, boolean targeted, int restarts) {
    Variant variant = assertInstanceOf(Variant.class, Attacks.named(name));

    assertEquals(new Variant(Attacks.named(attack), norm, targeted, restarts), variant);
    assertTrue(variant.name().equalsIgnoreCase(name), variant.name());
    assertEquals(variant, Attacks.named(variant.name()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PGD-",
        "PGD-L1",
        "PGD-x0",
        "PGD-x1",
        "PGD-x101",
        "PGD-x1000",
        "PGD-targeted-L2",
        "-L2",
        "x2"
      })
  void anythingElseIsRefusedWithWhatIsKnown(String name) {
    var refusal = assertThrows(RefusedException.class, () -> Attacks.named(name));

    assertTrue(refusal.getMessage().contains("'" + name + "'"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("-targeted"), refusal.getMessage());
  }

  @Test
  void whatAsksHasABudgetAndNoRestarts() {
    var refusal = assertThrows(RefusedException.class, () -> Attacks.named("Square-x3"));

    assertTrue(refusal.getMessage().contains("leave -x out"), refusal.getMessage());
  }

  @Test
  void theTargetIsTheLeastLikelyOtherClass() {
    Attack attack = Attacks.named("PGD-targeted");

    assertEquals(Goal.targeted(2, 0), attack.goal(2, new float[] {-3, 1, -9, 0}));
    assertEquals(Goal.targeted(0, 1), attack.goal(0, new float[] {5, 2}));
    assertEquals(OptionalInt.empty(), Attacks.named("PGD-L2").goal(0, new float[] {5, 2}).target());
  }

  /** One descent that happened to go wrong is what restarts are for. */
  @Test
  void severalStartsAreWorthMoreThanOne() {
    Attack once = Attacks.named("PGD");
    List<Sample> samples = samples(MODEL);
    float[][] images =
        samples.stream().map(sample -> sample.image().intensities()).toArray(float[][]::new);
    List<Goal> goals = samples.stream().map(sample -> Goal.untargeted(sample.label())).toList();
    ThreatModel threat = ThreatModel.linfLevels(40);

    Outcome[] one = Outcome.of(MODEL, once.perturb(MODEL, images, goals, threat, 1), goals);
    Outcome[] many =
        Outcome.of(MODEL, Attacks.named("PGD-x8").perturb(MODEL, images, goals, threat, 1), goals);

    int better = 0;
    for (int i = 0; i < images.length; i++) {
      assertFalse(one[i].betters(many[i]), "lost " + one[i] + " for " + many[i]);
      better += many[i].betters(one[i]) ? 1 : 0;
    }
    assertTrue(better > 0, "eight starts are worth no more than one");
    assertEquals(8 * once.passes(4), Attacks.named("PGD-x8").passes(4));
  }

  /** Of a start whose samples go far beyond the boundary, rounding may leave nothing. */
  @Test
  void aStartWhoseFileIsMisreadIsNotGivenUpForALargerMarginOfSamples() {
    AnalyticWhiteBox model = AnalyticWhiteBox.linear(GREY, 2, 8);
    float[][] images = {model.halfLevelFromTheBoundary()};
    List<Goal> goals = List.of(Goal.untargeted(0));
    ThreatModel threat = ThreatModel.linfLevels(1);
    Attack fileFirst = new FileFirst();
    Outcome first = outcome(model, fileFirst, images, goals, threat, 1);
    Outcome second = outcome(model, fileFirst, images, goals, threat, 2);
    assertTrue(second.samples() > first.samples() && second.file() <= 0, "of " + second);

    Outcome both =
        outcome(model, new Variant(fileFirst, Norm.LINF, false, 3), images, goals, threat, 1);

    assertEquals(first, both);
    assertTrue(both.file() > 0, "of " + both);
  }

  private static Outcome outcome(
      WhiteBoxModel model,
      Attack attack,
      float[][] images,
      List<Goal> goals,
      ThreatModel threat,
      long seed) {
    return Outcome.of(model, attack.perturb(model, images, goals, threat, seed), goals)[0];
  }

  /**
   * Under seed 1 it moves a third of the samples by a whole level, which rounding keeps; under
   * others all by less than half a level, which takes the samples further and leaves no trace.
   */
  private record FileFirst() implements Attack {
    @Override
    public String name() {
      return "file-first";
    }

    @Override
    public double passes(int classes) {
      return GRADIENT;
    }

    @Override
    public float[][] perturb(
        WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
      float[] moved = images[0].clone();
      float[] gradient = model.gradient(images, goals, Loss.MARGIN).byImage()[0];
      for (int i = 0; i < moved.length; i++) {
        double levels = seed == 1 ? (i % 3 == 0 ? 1 : 0) : 0.49;
        moved[i] += (float) (Math.signum(gradient[i]) * levels / 255);
      }
      return new float[][] {moved};
    }
  }

  /** A target that is not reached is no success, whatever else the network reads then. */
  @Test
  void onlyTheTargetIsASuccess() {
    int reached = 0;
    int another = 0;
    for (AnalyticWhiteBox model : List.of(MODEL, AnalyticWhiteBox.linear(GREY, 4, 3))) {
      List<Sample> samples = samples(model);
      for (double levels : new double[] {1, 3, 5, 7, 10, 15, 20, 30}) {
        AttackedSet set =
            new Attacker(model, 5)
                .attack(Attacks.named("PGD-targeted"), levels, samples, done -> {});
        for (int i = 0; i < samples.size(); i++) {
          float[][] file = {set.attacked().get(i).intensities()};
          int read = Attacker.predicted(model.logits(file)[0]);
          int target = set.goals().get(i).target().orElseThrow();
          assertEquals(read == target, set.successful().get(i));
          reached += read == target ? 1 : 0;
          another += read != target && read != samples.get(i).label() ? 1 : 0;
        }
      }
    }
    assertTrue(reached > 0, "no target was reached");
    assertTrue(another > 0, "the case that is meant did not occur");
  }

  @Test
  void byL2ASampleMayChangeByMoreThanTheImageDoes() {
    AttackedSet set =
        new Attacker(MODEL, 5).attack(Attacks.named("PGD-L2"), 4, samples(MODEL), done -> {});

    assertTrue(set.largestLevels() > 4, "by " + set.largestLevels());
    assertTrue(set.rootMeanSquareLevels() <= 4.5, "by " + set.rootMeanSquareLevels());
    assertTrue(set.rootMeanSquareLevels() > 3.5, "by " + set.rootMeanSquareLevels());
  }

  /** Images of random grey that the model reads correctly. */
  private static List<Sample> samples(AnalyticWhiteBox model) {
    Random random = new Random(11);
    List<Sample> samples = new ArrayList<>();
    for (int n = 0; n < 24; n++) {
      byte[] grey = new byte[GREY.size()];
      for (int i = 0; i < grey.length; i++) {
        grey[i] = (byte) (60 + random.nextInt(130));
      }
      Levels image = new Levels(GREY, grey);
      int label = Attacker.predicted(model.logits(new float[][] {image.intensities()})[0]);
      samples.add(new Sample("image-" + n, "patient-" + n, label, image));
    }
    return samples;
  }
}
