package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.data.Subsample;
import io.lazaret.lab.fit.PrincipalPlane;
import io.lazaret.lab.study.AttackedSet;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.RowTable;
import io.lazaret.lab.study.RowTables;
import io.lazaret.lab.study.StudyPlan;
import io.lazaret.lab.study.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Do attacked images lie elsewhere? Deep features, and the statistics of Consistency, of test
 * images in the plane in which clean and attacked images of other patients differ most.
 */
public final class SeparabilityExperiment implements Experiment {
  public static final String NAME = "separability";

  private static final List<Statistics> LOOKED_AT =
      List.of(Statistics.PENULTIMATE, Statistics.PREDICTION_CONSISTENCY);

  /** What was done to the images of a cloud. */
  public enum Kind {
    CLEAN,
    HARMLESS,
    ATTACKED
  }

  /**
   * Test images in the plane.
   *
   * @param name {@code clean}, {@code harmless changes}, or the attack
   * @param points two numbers for each image
   */
  public record Cloud(Kind kind, String name, double[][] points) {}

  /**
   * One plane.
   *
   * @param statistics what is projected, by its name in bundles
   * @param explained the share of the variance of the fitting images along each axis
   * @param fittedOn the attack whose images, with clean ones of the same patients, gave the axes
   * @param epsilon of the attacked images, in units of full scale
   * @param fitted images that gave the axes
   */
  public record Projection(
      String statistics,
      double[] explained,
      String fittedOn,
      double epsilon,
      int fitted,
      List<Cloud> clouds) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(Recipe recipe, StudyPlan plan) {
    Recipe.SeparabilitySection section = recipe.separability();
    if (section.attacks().isEmpty() || section.images() < 2 || recipe.views().isEmpty()) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': 'separability' needs an attack, two images of a kind, and views");
    }
    int classes = plan.dataset().classes().size();
    section.attacks().forEach(attack -> Attacks.named(attack).checkClasses(classes));
    Experiments.checkLevels(recipe, NAME, section.epsilonLevel());
  }

  @Override
  public double passes(Recipe recipe, StudyPlan plan) {
    Recipe.SeparabilitySection section = recipe.separability();
    Map<Side, List<Specimen>> sides = plan.sides(recipe.seeds().get(0));
    int attacked = Required.of(sides, Side.FIT).size() + Required.of(sides, Side.TEST).size();
    int kinds = 4 + section.attacks().size();
    return Workload.look(recipe) * kinds * section.images()
        + Workload.attacking(plan, section.attacks(), 1, attacked);
  }

  @Override
  public Answer run(Recipe recipe, Round first, List<RoundScores> scores) {
    Recipe.SeparabilitySection section = recipe.separability();
    int most = section.images();
    String axesOf = section.attacks().get(0);
    RowTable clean =
        rows(first, "fit-clean", () -> images(first.samples(Side.FIT), most, first.seed()));
    RowTable attacked =
        rows(first, "fit-" + axesOf, () -> successful(first, Side.FIT, axesOf, section));
    List<Rows> clouds = clouds(recipe, first);
    List<Projection> projections = new ArrayList<>();
    for (Statistics statistics : LOOKED_AT) {
      double[][] unattacked = clean.of(statistics);
      double[][] points =
          Stream.of(unattacked, attacked.of(statistics))
              .flatMap(Arrays::stream)
              .toArray(double[][]::new);
      PrincipalPlane plane = PrincipalPlane.of(points, unattacked);
      projections.add(
          new Projection(
              statistics.code(),
              Arrays.stream(plane.explained()).map(SeparabilityExperiment::rounded).toArray(),
              axesOf,
              section.epsilonLevel() / 255,
              points.length,
              clouds.stream().map(rows -> rows.projected(statistics, plane)).toList()));
    }
    return new Answer(projections, List.of());
  }

  /** Test images before they are projected. */
  private record Rows(Kind kind, String name, RowTable table) {

    Cloud projected(Statistics statistics, PrincipalPlane plane) {
      double[][] points =
          Arrays.stream(table.of(statistics)).map(plane::project).toArray(double[][]::new);
      for (double[] point : points) {
        point[0] = rounded(point[0]);
        point[1] = rounded(point[1]);
      }
      return new Cloud(kind, name, points);
    }
  }

  /** The test images of each kind. */
  private static List<Rows> clouds(Recipe recipe, Round round) {
    Recipe.SeparabilitySection section = recipe.separability();
    List<Rows> clouds = new ArrayList<>();
    Supplier<List<Levels>> clean =
        () -> images(round.samples(Side.TEST), section.images(), round.seed());
    clouds.add(new Rows(Kind.CLEAN, Calibration.CLEAN, rows(round, "test-clean", clean)));
    if (!recipe.harmless().isEmpty()) {
      Supplier<List<Levels>> changed = () -> harmless(recipe, round, section.images());
      clouds.add(
          new Rows(Kind.HARMLESS, "harmless changes", rows(round, "test-harmless", changed)));
    }
    for (String attack : section.attacks()) {
      Supplier<List<Levels>> attacked = () -> successful(round, Side.TEST, attack, section);
      clouds.add(new Rows(Kind.ATTACKED, attack, rows(round, "test-" + attack, attacked)));
    }
    return clouds;
  }

  private static RowTable rows(Round round, String set, Supplier<List<Levels>> images) {
    return new RowTables(round, new LinkedHashSet<>(LOOKED_AT))
        .of("separability-" + set, set, images);
  }

  private static List<Levels> images(List<Sample> samples, int most, long seed) {
    return Subsample.of(samples, most, seed).stream().map(Sample::image).toList();
  }

  /** The attacked images that the network misreads. */
  private static List<Levels> successful(
      Round round, Side side, String attack, Recipe.SeparabilitySection section) {
    AttackedSet set = round.attacked(side, attack, section.epsilonLevel());
    return IntStream.of(set.someSuccessful(section.images(), round.seed()))
        .mapToObj(i -> set.attacked().get(i))
        .toList();
  }

  /** Test images, each after one of the recipe's harmless changes in turn. */
  private static List<Levels> harmless(Recipe recipe, Round round, int most) {
    List<Sample> samples = round.samples(Side.TEST);
    List<Specimen> specimens = round.specimens(Side.TEST);
    List<Levels> images = new ArrayList<>();
    List<Integer> labels = samples.stream().map(Sample::label).toList();
    int number = 0;
    for (int i : Subsample.indices(labels, most, round.seed())) {
      String change = recipe.harmless().get(number++ % recipe.harmless().size());
      images.addAll(
          round
              .plan()
              .calibrator()
              .images(change, specimens.subList(i, i + 1), samples.subList(i, i + 1)));
    }
    return images;
  }

  private static double rounded(double number) {
    return Math.round(number * 1e4) / 1e4;
  }
}
