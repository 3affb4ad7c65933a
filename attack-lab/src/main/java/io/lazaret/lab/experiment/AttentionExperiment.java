package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.attack.Attack;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.attack.ThreatModel;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.djl.GradCam;
import io.lazaret.lab.evaluate.Bootstrap;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.PatientScores;
import io.lazaret.lab.study.AttackedSet;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.NetworkSource;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.StudyPlan;
import io.lazaret.lab.study.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Do perturbations lie outside the lesion, and does the network then look elsewhere? Grad-CAM of
 * clean and attacked images, measured against the lesion's mask where there is one; and some of
 * these images to look at.
 */
public final class AttentionExperiment implements Experiment {
  public static final String NAME = "attention";

  /**
   * What one attack does. Shares and similarities are means over images; null where nothing could
   * be computed.
   *
   * @param epsilon in units of full scale
   * @param n successfully attacked images that were looked at
   * @param masked those of them whose lesion somebody drew
   * @param areaOutside share of the masked images' area outside the lesion: what the shares below
   *     would be if nothing minded the lesion
   * @param perturbationOutside share of the perturbation's energy outside the lesion
   * @param attentionOutsideClean share of Grad-CAM's mass outside the lesion, clean
   * @param attentionOutsideAttacked the same after the attack
   * @param similarity cosine of the heat maps before and after, in [0, 1]
   */
  public record Row(
      String attack,
      double epsilon,
      int n,
      int masked,
      @Nullable Estimate areaOutside,
      @Nullable Estimate perturbationOutside,
      @Nullable Estimate attentionOutsideClean,
      @Nullable Estimate attentionOutsideAttacked,
      @Nullable Estimate similarity) {}

  /**
   * All that was found.
   *
   * @param rows one for each attack
   * @param strips images to look at; those of lesions first
   */
  public record Findings(List<Row> rows, List<Strip> strips) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(Recipe recipe, StudyPlan plan) {
    if (plan.network() instanceof NetworkSource.Given) {
      throw new RefusedException(
          "experiment '"
              + NAME
              + "' looks inside the network, which --backbone's does not allow; leave it out of the"
              + " recipe's experiments");
    }
    Recipe.AttentionSection section = recipe.attention();
    if (section.attacks().isEmpty() || section.images() < 1 || section.strips() < 0) {
      throw new RefusedException(
          "recipe '" + recipe.name() + "': 'attention' needs an attack, and an image");
    }
    int classes = plan.dataset().classes().size();
    section.attacks().forEach(attack -> Attacks.named(attack).checkClasses(classes));
    Experiments.checkLevels(recipe, NAME, section.epsilonLevel());
  }

  @Override
  public double passes(Recipe recipe, StudyPlan plan) {
    Recipe.AttentionSection section = recipe.attention();
    double heatMaps = 2.0 * Attack.GRADIENT * section.images() * section.attacks().size();
    int test = Required.of(plan.sides(recipe.seeds().get(0)), Side.TEST).size();
    return heatMaps + Workload.attacking(plan, section.attacks(), 1, test);
  }

  @Override
  public Answer run(Recipe recipe, Round first, List<RoundScores> scores) {
    Recipe.AttentionSection section = recipe.attention();
    StripMaker maker = new StripMaker(recipe, first, scores.get(0));
    int shown = (section.strips() + section.attacks().size() - 1) / section.attacks().size();
    List<Row> rows = new ArrayList<>();
    List<Strip> strips = new ArrayList<>();
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String attack : section.attacks()) {
      AttackedSet set = first.attacked(Side.TEST, attack, section.epsilonLevel());
      first.progress().begin("Grad-CAM: " + attack);
      List<Look> looks = looks(first, set, section.images());
      rows.add(row(attack, section.epsilonLevel(), looks));
      looks.stream()
          .sorted(
              (one, other) -> Boolean.compare(other.lesion().isPresent(), one.lesion().isPresent()))
          .limit(Math.min(shown, section.strips() - strips.size()))
          .forEach(look -> strips.add(maker.strip(look, attack, section.epsilonLevel(), files)));
      first.progress().end(looks.size() + " images");
    }
    return new Answer(new Findings(rows, strips), List.of(), files);
  }

  /** The images that an attack succeeds on, looked at before and after. */
  private static List<Look> looks(Round round, AttackedSet set, int most) {
    Map<String, Specimen> specimens =
        round.specimens(Side.TEST).stream()
            .collect(Collectors.toMap(Specimen::id, Function.identity()));
    int[] chosen = set.someSuccessful(most, round.seed());
    List<Sample> clean = IntStream.of(chosen).mapToObj(i -> set.originals().get(i)).toList();
    List<Levels> attacked = IntStream.of(chosen).mapToObj(i -> set.attacked().get(i)).toList();
    GradCam gradCam = round.whiteBox().gradCam();
    List<GradCam.HeatMap> before =
        gradCam.of(intensities(clean.stream().map(Sample::image).toList()));
    List<GradCam.HeatMap> after = gradCam.of(intensities(attacked));
    List<Look> looks = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      Optional<float[]> lesion =
          Required.of(specimens, clean.get(i).id())
              .lesion()
              .get()
              .filter(mask -> mask.area() > 0)
              .map(mask -> mask.shares(round.plan().preprocessing().geometry()));
      looks.add(new Look(clean.get(i), attacked.get(i), before.get(i), after.get(i), lesion));
    }
    return looks;
  }

  private static float[][] intensities(List<Levels> images) {
    return images.stream().map(Levels::intensities).toArray(float[][]::new);
  }

  /** The means over some looks. */
  static Row row(String attack, double levels, List<Look> looks) {
    return new Row(
        attack,
        ThreatModel.linfLevels(levels).epsilon(),
        looks.size(),
        (int) looks.stream().filter(look -> look.lesion().isPresent()).count(),
        mean(looks, Look::areaOutside),
        mean(looks, Look::perturbationOutside),
        mean(looks, look -> look.attentionOutside(look.before())),
        mean(looks, look -> look.attentionOutside(look.after())),
        mean(looks, Look::similarity));
  }

  /** The mean of a number over the looks that have it. */
  private static @Nullable Estimate mean(List<Look> looks, ToDoubleFunction<Look> number) {
    List<String> groups = new ArrayList<>();
    List<Double> numbers = new ArrayList<>();
    for (Look look : looks) {
      double value = number.applyAsDouble(look);
      if (!Double.isNaN(value)) {
        groups.add(look.clean().group());
        numbers.add(value);
      }
    }
    PatientScores.Roll roll = new PatientScores.Roll();
    PatientScores scores =
        roll.scores(groups, numbers.stream().mapToDouble(Double::doubleValue).toArray());
    return Bootstrap.DEFAULT.estimate(List.of(scores.mean(roll))).orElse(null);
  }
}
