package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.ResNet;
import io.lazaret.lab.attack.Attack;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.data.Subsample;
import io.lazaret.lab.djl.DjlWhiteBox;
import io.lazaret.lab.djl.TrainingSettings;
import io.lazaret.lab.evaluate.Bootstrap;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.PatientScores;
import io.lazaret.lab.study.Activations;
import io.lazaret.lab.study.Attacker;
import io.lazaret.lab.study.BackboneRecipe;
import io.lazaret.lab.study.CapacityRecipe;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.StudyPlan;
import io.lazaret.lab.study.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Are larger networks easier to fool (claim 4 of Ma et al., 2021)? Small ResNets of several widths
 * and depths on the images of the first seed: what attacks do to each, how far its decision
 * boundary is, and how its loss rises along its own gradient and along that of a network trained
 * independently.
 */
public final class CapacityExperiment implements Experiment {
  public static final String NAME = "capacity";
  private static final List<String> ATTACKS = List.of("FGSM", "PGD");
  private static final int STAGES = 4;
  private static final int DEPTH = 2;

  /**
   * A network.
   *
   * @param width channels of the first stage
   * @param blocks of each stage
   * @param parameters weights, batch normalisation folded
   * @param auc on clean images, the mean over the classes
   * @param n clean test images
   * @param attacks what each attack does
   * @param medianEpsilon of the smallest changes found that make the network misread an image that
   *     it reads correctly, in units of full scale; float images, largest change of any sample
   * @param boundaryImages images that was looked for
   * @param surface the loss along two gradients' signs
   */
  public record Network(
      int width,
      List<Integer> blocks,
      long parameters,
      @Nullable Estimate accuracy,
      @Nullable Estimate auc,
      int n,
      List<Vulnerability.Row> attacks,
      @Nullable Estimate medianEpsilon,
      int boundaryImages,
      LossSurface surface) {}

  /** What the workspace keeps of a network. */
  private record Measured(
      long parameters,
      Vulnerability vulnerability,
      List<String> boundaryGroups,
      double[] distances,
      LossSurface surface) {}

  /** A size of network. */
  record Variant(int width, int depth) {
    List<Integer> blocks() {
      return Collections.nCopies(STAGES, depth);
    }

    String name() {
      return "capacity-width-" + width + "-blocks-" + depth;
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(Recipe recipe, StudyPlan plan) {
    plan.trained(NAME);
    CapacityRecipe section = recipe.capacity();
    boolean numbers =
        section.epochs() >= 0
            && section.learningRate() >= 0
            && section.images() > 0
            && section.boundaryImages() > 0
            && section.boundarySteps() > 0
            && section.surfaceImages() > 0;
    if (!numbers || section.epsilonLevels().stream().anyMatch(each -> !(each > 0 && each <= 255))) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': capacity needs images, steps and levels above 0, and levels up to 255");
    }
    try {
      variants(recipe).forEach(variant -> architecture(recipe, plan, variant));
    } catch (IllegalArgumentException e) {
      throw new RefusedException("recipe '" + recipe.name() + "': capacity: " + e.getMessage(), e);
    }
  }

  /** Widths at the middle depth, then depths at the middle width; none twice. */
  static Set<Variant> variants(Recipe recipe) {
    int width = width(recipe);
    Set<Variant> variants = new LinkedHashSet<>();
    for (double factor : recipe.capacity().factors()) {
      variants.add(new Variant((int) Math.round(width * factor), DEPTH));
    }
    for (int depth : recipe.capacity().depths()) {
      variants.add(new Variant(width, depth));
    }
    return variants;
  }

  private static int width(Recipe recipe) {
    return recipe.backbone().flatMap(BackboneRecipe::width).orElse(recipe.capacity().width());
  }

  private static ResNet architecture(Recipe recipe, StudyPlan plan, Variant variant) {
    return ResNet.small(
        plan.preprocessing().geometry(),
        plan.dataset().classes().size(),
        variant.width(),
        variant.blocks(),
        recipe.backbone().flatMap(BackboneRecipe::mean).orElse(0.5).floatValue(),
        recipe.backbone().flatMap(BackboneRecipe::deviation).orElse(0.25).floatValue());
  }

  private static Trainee trainee(
      Recipe recipe, Round round, Variant variant, String name, long seed) {
    CapacityRecipe section = recipe.capacity();
    TrainingSettings training = round.plan().trained(NAME).training();
    return new Trainee(
        name,
        architecture(recipe, round.plan(), variant),
        training.fromScratch(
            section.epochs() > 0 ? section.epochs() : training.epochs(),
            section.learningRate() > 0 ? section.learningRate() : training.learningRate()),
        seed);
  }

  @Override
  public double passes(Recipe recipe, StudyPlan plan) {
    CapacityRecipe section = recipe.capacity();
    int train = Required.of(plan.sides(recipe.seeds().get(0)), Side.TRAIN).size();
    int epochs = section.epochs() > 0 ? section.epochs() : plan.trained(NAME).training().epochs();
    double training = Workload.training(epochs, train);
    double looking =
        Workload.attacking(plan, ATTACKS, section.epsilonLevels().size(), section.images())
            + (double) Attack.GRADIENT * section.boundaryImages() * section.boundarySteps();
    BuiltIn own = plan.trained(NAME).architecture();
    Variant stranger = new Variant(width(recipe), DEPTH);
    return Activations.ratio(architecture(recipe, plan, stranger), own) * training
        + variants(recipe).stream()
            .mapToDouble(each -> Activations.ratio(architecture(recipe, plan, each), own))
            .map(ratio -> ratio * (training + looking))
            .sum();
  }

  @Override
  public Answer run(Recipe recipe, Round first, List<RoundScores> scores) {
    Variant middle = new Variant(width(recipe), DEPTH);
    Trainee stranger = trainee(recipe, first, middle, "capacity-independent", first.seed() + 1);
    List<Network> networks = new ArrayList<>();
    for (Variant variant : variants(recipe)) {
      Measured measured =
          first
              .workspace()
              .json(
                  first.name(variant.name()),
                  Measured.class,
                  () -> measured(recipe, first, variant, stranger));
      networks.add(network(variant, measured));
    }
    return new Answer(networks, List.of());
  }

  private static Measured measured(Recipe recipe, Round round, Variant variant, Trainee stranger) {
    CapacityRecipe section = recipe.capacity();
    List<Sample> train = round.samples(Side.TRAIN);
    List<Sample> test = round.samples(Side.TEST);
    Trainee own = trainee(recipe, round, variant, variant.name(), round.seed());
    try (DjlWhiteBox model = own.open(round, train);
        DjlWhiteBox independent = stranger.open(round, train)) {
      Vulnerability vulnerability =
          Vulnerability.of(
              model,
              test,
              section.images(),
              ATTACKS,
              section.epsilonLevels(),
              round.seed(),
              round.progress());
      List<Sample> correct = new Attacker(model, round.seed()).correct(test);
      List<Sample> near = Subsample.of(correct, section.boundaryImages(), round.seed());
      round.progress().begin("distance of the decision boundary");
      double[] distances = Boundary.distances(model, near, section.boundarySteps(), round.seed());
      round.progress().end(near.size() + " images");
      List<Sample> flat = Subsample.of(test, section.surfaceImages(), round.seed());
      return new Measured(
          model.parameters(),
          vulnerability,
          RoundScores.groups(near),
          distances,
          LossSurface.of(model, independent, flat));
    }
  }

  private static Network network(Variant variant, Measured measured) {
    List<Vulnerability> seeds = List.of(measured.vulnerability());
    PatientScores.Roll roll = new PatientScores.Roll();
    PatientScores distances = roll.scores(measured.boundaryGroups(), measured.distances());
    return new Network(
        variant.width(),
        variant.blocks(),
        measured.parameters(),
        Vulnerability.accuracy(seeds),
        Vulnerability.auc(seeds),
        measured.vulnerability().victim().labels().size(),
        Vulnerability.rows(seeds),
        Bootstrap.DEFAULT.estimate(List.of(distances.median(roll))).orElse(null),
        measured.distances().length,
        measured.surface());
  }
}
