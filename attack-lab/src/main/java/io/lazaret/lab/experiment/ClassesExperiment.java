package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.ResNet;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.data.Dataset;
import io.lazaret.lab.data.LabelsCsv;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.djl.DjlWhiteBox;
import io.lazaret.lab.djl.TrainingSettings;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.phantom.PhantomKind;
import io.lazaret.lab.phantom.PhantomKinds;
import io.lazaret.lab.phantom.Phantoms;
import io.lazaret.lab.study.Activations;
import io.lazaret.lab.study.ClassesRecipe;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.StudyPlan;
import io.lazaret.lab.study.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Are networks of more classes harder to fool (claim 2 of Ma et al., 2021)? One network for each
 * number of classes and each seed, from as many images of each class. Phantoms teach a small
 * network from scratch; a labels-csv data set teaches the recipe's.
 */
final class ClassesExperiment implements Experiment {
  static final String NAME = "classes";
  private static final List<Integer> BLOCKS = List.of(1, 1, 1, 1);

  /**
   * Networks of one number of classes.
   *
   * @param names the classes
   * @param imagesPerClass images of each, training and test together
   * @param accuracy share of clean test images whose class is named
   * @param auc the mean over the classes of each against the others
   * @param n clean test images, of all seeds
   * @param attacks what each attack does
   */
  record Count(
      int classes,
      List<String> names,
      int imagesPerClass,
      @Nullable Estimate accuracy,
      @Nullable Estimate auc,
      int n,
      List<Vulnerability.Row> attacks) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(Recipe recipe, StudyPlan plan) {
    plan.trained(NAME);
    ClassesRecipe section = recipe.classes();
    section.attacks().forEach(Attacks::named);
    if (section.counts().isEmpty()
        || section.counts().stream().anyMatch(count -> count < 2)
        || section.imagesPerClass() < LabelsCsv.FEWEST
        || section.images() < 1) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': classes needs counts of 2 or more, images of 1 or more and imagesPerClass of "
              + LabelsCsv.FEWEST
              + " or more");
    }
    for (int count : section.counts()) {
      section.attacks().forEach(attack -> Attacks.named(attack).checkClasses(count));
    }
    List<Integer> counts = counts(recipe, plan, recipe.seeds().get(0));
    if (counts.size() < 2) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': classes has only one number of classes to look at; name classes.labelColumn"
              + " where a column tells more of them apart, or leave the experiment out");
    }
    for (long seed : recipe.seeds()) {
      for (int count : counts) {
        recipe.split().withSeed(seed).deal(dataset(recipe, plan, count, seed));
      }
    }
  }

  @Override
  public double passes(Recipe recipe, StudyPlan plan) {
    ClassesRecipe section = recipe.classes();
    double passes = 0;
    long seed = recipe.seeds().get(0);
    for (int classes : counts(recipe, plan, seed)) {
      int images = dataset(recipe, plan, classes, seed).specimens().size();
      int training = (int) (images * (1 - recipe.split().test()));
      int attacked = Math.min(section.images(), images - training);
      double ratio =
          Activations.ratio(architecture(recipe, plan, classes), plan.trained(NAME).architecture());
      passes +=
          ratio
              * (Workload.training(training(recipe, plan).epochs(), training)
                  + Workload.attacking(
                      classes, section.attacks(), recipe.epsilonLevels().size(), attacked));
    }
    return passes * recipe.seeds().size();
  }

  @Override
  public Answer run(Recipe recipe, Round first, List<RoundScores> scores) {
    List<Count> result = new ArrayList<>();
    for (int classes : counts(recipe, first.plan(), recipe.seeds().get(0))) {
      List<Vulnerability> seeds = new ArrayList<>();
      for (long seed : recipe.seeds()) {
        seeds.add(
            first
                .workspace()
                .json(
                    first.name(name(classes, seed)),
                    Vulnerability.class,
                    () -> vulnerability(recipe, first, classes, seed)));
      }
      Dataset dataset = dataset(recipe, first.plan(), classes, recipe.seeds().get(0));
      result.add(
          new Count(
              classes,
              dataset.classes(),
              dataset.specimens().size() / classes,
              Vulnerability.accuracy(seeds),
              Vulnerability.auc(seeds),
              seeds.stream().mapToInt(each -> each.victim().labels().size()).sum(),
              Vulnerability.rows(seeds)));
    }
    return new Answer(result, List.of());
  }

  private static String name(int classes, long seed) {
    return "classes-" + classes + "-of-seed-" + seed;
  }

  private static Vulnerability vulnerability(Recipe recipe, Round round, int classes, long seed) {
    StudyPlan plan = round.plan();
    Map<Side, List<Specimen>> sides =
        recipe.split().withSeed(seed).deal(dataset(recipe, plan, classes, seed));
    List<Specimen> training =
        sides.entrySet().stream()
            .filter(side -> side.getKey() != Side.TEST)
            .flatMap(side -> side.getValue().stream())
            .toList();
    Trainee trainee =
        new Trainee(
            name(classes, seed), architecture(recipe, plan, classes), training(recipe, plan), seed);
    try (DjlWhiteBox model = trainee.open(round, Sample.of(training, plan.preprocessing()))) {
      return Vulnerability.of(
          model,
          Sample.of(Required.of(sides, Side.TEST), plan.preprocessing()),
          recipe.classes().images(),
          recipe.classes().attacks(),
          recipe.epsilonLevels(),
          seed,
          round.progress());
    }
  }

  private static boolean phantoms(Recipe recipe) {
    return recipe.dataset().kind() != Recipe.Kind.LABELS_CSV;
  }

  private static BuiltIn architecture(Recipe recipe, StudyPlan plan, int classes) {
    return phantoms(recipe)
        ? ResNet.small(
            plan.preprocessing().geometry(), classes, recipe.classes().width(), BLOCKS, 0.5f, 0.25f)
        : recipe.backbone().orElseThrow().architecture(plan.preprocessing().geometry(), classes);
  }

  private static TrainingSettings training(Recipe recipe, StudyPlan plan) {
    TrainingSettings own = plan.trained(NAME).training();
    return phantoms(recipe)
        ? own.fromScratch(recipe.classes().epochs(), recipe.classes().learningRate())
        : own;
  }

  /** Those of the asked numbers of classes that the data have. */
  private static List<Integer> counts(Recipe recipe, StudyPlan plan, long seed) {
    int all =
        phantoms(recipe) ? kind(recipe).classes().size() : labelled(recipe, plan).classes().size();
    return recipe.classes().counts().stream().filter(count -> count <= all).toList();
  }

  /** The kind that has all classes: two of them come from the same painter as four. */
  private static PhantomKind kind(Recipe recipe) {
    return PhantomKinds.of(recipe.dataset().kind().code(), 4);
  }

  private static Dataset dataset(Recipe recipe, StudyPlan plan, int classes, long seed) {
    int each = recipe.classes().imagesPerClass();
    return phantoms(recipe)
        ? new Phantoms(kind(recipe), classes, recipe.dataset().size(), seed).dataset(classes * each)
        : first(labelled(recipe, plan), classes, each);
  }

  private static Dataset labelled(Recipe recipe, StudyPlan plan) {
    return recipe
        .classes()
        .labelColumn()
        .map(column -> LabelsCsv.read(plan.data().orElseThrow(), recipe.dataset().set(), 0, column))
        .orElse(plan.dataset());
  }

  /** The first classes, as many images of each as the rarest of all classes has. */
  static Dataset first(Dataset all, int classes, int most) {
    long rarest =
        all.specimens().stream()
            .collect(Collectors.groupingBy(Specimen::label, Collectors.counting()))
            .values()
            .stream()
            .mapToLong(count -> count)
            .min()
            .orElseThrow();
    Map<Integer, Integer> taken = new HashMap<>();
    List<Specimen> chosen =
        all.specimens().stream()
            .filter(specimen -> specimen.label() < classes)
            .filter(
                specimen ->
                    taken.merge(specimen.label(), 1, Integer::sum) <= Math.min(most, rarest))
            .toList();
    return new Dataset(
        all.name(), all.modality(), all.classes().subList(0, classes), chosen, all.hash());
  }
}
