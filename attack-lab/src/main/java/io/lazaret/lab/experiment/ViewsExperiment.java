package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.evaluate.Bootstrap;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.PatientScores;
import io.lazaret.lab.fit.DetectorTrainer;
import io.lazaret.lab.fit.DetectorTrainers;
import io.lazaret.lab.fit.FitSet;
import io.lazaret.lab.study.AttackedSet;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.RowTables;
import io.lazaret.lab.study.StudyPlan;
import io.lazaret.lab.study.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What each view and each kind of number is worth to Consistency: it is fitted and calibrated again
 * on parts of its numbers, and with what the features do besides. {@code lazaret bench views} says
 * what the views cost.
 */
public final class ViewsExperiment implements Experiment {
  public static final String NAME = "views";

  /** A row holds the numbers of both: what Consistency is, then what it was at first. */
  private static final List<Statistics> LOOKED_AT =
      List.of(Statistics.PREDICTION, Statistics.CONSISTENCY);

  /** For parts that begin with the nearness of the boundary, and for those that lack it. */
  private static final DetectorTrainer WITH_NEARNESS = DetectorTrainers.named("consistency");

  private static final DetectorTrainer PLAIN = DetectorTrainers.named("consistency-deep");
  private static final List<String> RATES = List.of("0.01", "0.05", "0.10");

  /** The first number of a row; those of the views stand behind it. */
  private static final int NEARNESS = 0;

  /** Where a kind of number stands among those of a view; the margin lost comes first in both. */
  private static final int SIDE = 2;

  private static final int DISPLACEMENT = 3;
  private static final int PENULTIMATE = 2;
  private static final int TAPS = 4;

  /**
   * Consistency on a part of its numbers.
   *
   * @param kept which
   * @param views that are still needed
   * @param numbers of a row
   * @param detection on the attacks that succeed, as PNG files
   * @param falseAlarms on clean test images, and on the worst harmless change, by the asked rate
   */
  public record Choice(
      String kept,
      int views,
      int numbers,
      List<Detection> detection,
      Map<String, Alarms> falseAlarms) {}

  /**
   * One attack.
   *
   * @param epsilon in units of full scale
   * @param auc against clean test images
   * @param tprAt share above the calibrated threshold, by the asked rate; null where the
   *     calibration is too small
   * @param n attacked images that succeed
   */
  public record Detection(
      String attack, double epsilon, @Nullable Estimate auc, Map<String, Estimate> tprAt, int n) {}

  /**
   * Shares of test images above a threshold.
   *
   * @param change the harmless change with the most alarms
   */
  public record Alarms(double clean, double worst, String change) {}

  /**
   * Some of a row's numbers.
   *
   * @param kept what is said of them
   * @param views that they need
   */
  private record Part(String kept, int views, IntPredicate numbers) {}

  /** Rows of the images that everything is measured on. */
  private record Tables(
      FitSet fit,
      Map<String, double[][]> calibrate,
      Map<String, double[][]> test,
      List<AttackedSet> sets,
      List<double[][]> attacked) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(Recipe recipe, StudyPlan plan) {
    Set<Statistics> fitted =
        recipe.detectors().stream()
            .map(name -> DetectorTrainers.named(name).statistics())
            .collect(Collectors.toSet());
    if (!fitted.containsAll(LOOKED_AT) || recipe.views().size() < 2) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': the experiment views needs the detectors consistency and consistency-deep, and"
              + " two views");
    }
  }

  @Override
  public double passes(Recipe recipe, StudyPlan plan) {
    Map<Side, List<Specimen>> sides = plan.sides(recipe.seeds().get(0));
    int test = Required.of(sides, Side.TEST).size();
    int strata =
        plan.calibrator().strata().size() * (Required.of(sides, Side.CALIBRATE).size() + test);
    int attacked = recipe.attacks().size() * recipe.epsilonLevels().size() * test;
    return Workload.look(recipe) * (strata + attacked);
  }

  @Override
  public Answer run(Recipe recipe, Round first, List<RoundScores> scores) {
    Tables tables = tables(recipe, first);
    List<Choice> choices = new ArrayList<>();
    for (Part part : parts(recipe, first)) {
      first.progress().begin("fit on part of the numbers: " + part.kept());
      choices.add(choice(part, tables, first));
      first.progress().end("");
    }
    return new Answer(choices, List.of());
  }

  private static List<Part> parts(Recipe recipe, Round round) {
    List<String> views = recipe.views();
    FeatureLayout layout = round.whiteBox().layout();
    int own = Statistics.NUMBERS_OF_A_VIEW;
    int deep = Statistics.CONSISTENCY.size(layout, 1);
    int ends = Statistics.PREDICTION.size(layout, views.size());
    IntPredicate nearness = i -> i == NEARNESS;
    IntPredicate ofViews = nearness.negate().and(i -> i < ends);
    IntPredicate consistency = i -> i < ends;
    IntPredicate before = consistency.negate();
    List<Part> parts = new ArrayList<>();
    int all = views.size();
    parts.add(new Part("consistency", all, consistency));
    parts.add(new Part("without nearness", all, ofViews));
    for (int view = 0; view < all; view++) {
      IntPredicate its = ofViews.and(ofView(view));
      parts.add(new Part("without " + views.get(view), all - 1, consistency.and(its.negate())));
      parts.add(new Part(views.get(view) + " alone", 1, its));
    }
    parts.add(new Part("margins lost alone", all, ofViews.and(i -> (i - 1) % own < SIDE)));
    parts.add(new Part("sides alone", all, ofViews.and(i -> (i - 1) % own == SIDE)));
    IntPredicate displacements = ofViews.and(i -> (i - 1) % own == DISPLACEMENT);
    parts.add(new Part("displacements alone", all, displacements));
    parts.add(new Part("without displacements", all, consistency.and(displacements.negate())));
    IntPredicate penultimate =
        before.and(i -> (i - ends) % deep >= PENULTIMATE && (i - ends) % deep < TAPS);
    IntPredicate taps = before.and(i -> (i - ends) % deep >= TAPS);
    parts.add(new Part("with penultimate vectors", all, consistency.or(penultimate)));
    parts.add(new Part("with every tap", all, consistency.or(taps)));
    parts.add(new Part("consistency-deep", all, before));
    return parts;
  }

  private static IntPredicate ofView(int view) {
    return i -> (i - 1) / Statistics.NUMBERS_OF_A_VIEW == view;
  }

  private static Tables tables(Recipe recipe, Round round) {
    RowTables tables = new RowTables(round, Set.copyOf(LOOKED_AT));
    Map<String, double[][]> calibrate = new LinkedHashMap<>();
    Map<String, double[][]> test = new LinkedHashMap<>();
    for (String stratum : round.plan().calibrator().strata()) {
      calibrate.put(stratum, harmless(tables, Side.CALIBRATE, stratum));
      test.put(stratum, harmless(tables, Side.TEST, stratum));
    }
    List<AttackedSet> sets =
        round.attacked().stream()
            .filter(set -> set.target() == AttackedSet.Target.MODEL)
            .filter(set -> set.successful().contains(true))
            .toList();
    List<double[][]> attacked = new ArrayList<>();
    for (AttackedSet set : sets) {
      String name = "attacked-" + set.attack() + "-" + set.levels();
      attacked.add(tables.of("views-" + name, name, set::attacked).joined(LOOKED_AT));
    }
    return new Tables(
        round.examples(LOOKED_AT, recipe.fit(), WITH_NEARNESS), calibrate, test, sets, attacked);
  }

  private static double[][] harmless(RowTables tables, Side side, String stratum) {
    String set = side.name().toLowerCase(Locale.ROOT) + "-" + stratum;
    return tables.harmless("views-" + set, set, side, stratum).joined(LOOKED_AT);
  }

  private static Choice choice(Part part, Tables tables, Round round) {
    int[] columns =
        IntStream.range(0, Required.of(tables.test(), Calibration.CLEAN)[0].length)
            .filter(part.numbers())
            .toArray();
    DetectorTrainer trainer = part.numbers().test(NEARNESS) ? WITH_NEARNESS : PLAIN;
    ScoreFunction score = trainer.fit(parted(tables.fit(), columns), round.seed());
    Map<String, double[]> strata = new LinkedHashMap<>();
    tables
        .calibrate()
        .forEach((stratum, rows) -> strata.put(stratum, scores(score, rows, columns)));
    Calibration calibration = round.plan().calibrator().calibration(strata);
    Map<String, double[]> test = new LinkedHashMap<>();
    tables.test().forEach((change, rows) -> test.put(change, scores(score, rows, columns)));
    List<Detection> detection = new ArrayList<>();
    for (int i = 0; i < tables.sets().size(); i++) {
      double[] attacked = scores(score, tables.attacked().get(i), columns);
      detection.add(detection(tables.sets().get(i), attacked, test, calibration, round));
    }
    return new Choice(
        part.kept(), part.views(), columns.length, detection, alarms(test, calibration));
  }

  private static FitSet parted(FitSet examples, int[] columns) {
    return new FitSet(
        examples.examples().stream()
            .map(
                each ->
                    new FitSet.Example(
                        parted(each.row(), columns), each.group(), each.kind(), each.change()))
            .toList());
  }

  private static double[] parted(double[] row, int[] columns) {
    return Arrays.stream(columns).mapToDouble(column -> row[column]).toArray();
  }

  private static double[] scores(ScoreFunction score, double[][] rows, int[] columns) {
    return Arrays.stream(rows).mapToDouble(row -> score.score(parted(row, columns))).toArray();
  }

  private static Detection detection(
      AttackedSet set,
      double[] scores,
      Map<String, double[]> test,
      Calibration calibration,
      Round round) {
    PatientScores.Roll roll = new PatientScores.Roll();
    List<Sample> clean = round.samples(Side.TEST);
    PatientScores negatives =
        roll.scores(RoundScores.groups(clean), Required.of(test, Calibration.CLEAN));
    int[] successful =
        IntStream.range(0, scores.length).filter(i -> set.successful().get(i)).toArray();
    PatientScores positives =
        roll.scores(
            IntStream.of(successful).mapToObj(i -> set.originals().get(i).group()).toList(),
            IntStream.of(successful).mapToDouble(i -> scores[i]).toArray());
    Map<String, Estimate> tpr = new LinkedHashMap<>();
    for (String rate : RATES) {
      double asked = Double.parseDouble(rate);
      tpr.put(
          rate,
          calibration.smallestRate() > asked
              ? null
              : estimate(positives.shareAbove(roll, calibration.thresholdAt(asked))));
    }
    return new Detection(
        set.attack(),
        set.epsilon(),
        estimate(positives.auc(roll, negatives)),
        tpr,
        successful.length);
  }

  private static @Nullable Estimate estimate(Bootstrap.Statistic statistic) {
    return Bootstrap.DEFAULT.estimate(List.of(statistic)).orElse(null);
  }

  private static Map<String, Alarms> alarms(Map<String, double[]> test, Calibration calibration) {
    Map<String, Alarms> alarms = new LinkedHashMap<>();
    for (String rate : RATES) {
      double asked = Double.parseDouble(rate);
      if (calibration.smallestRate() <= asked) {
        double threshold = calibration.thresholdAt(asked);
        double clean = share(Required.of(test, Calibration.CLEAN), threshold);
        double worst = -1;
        String change = "";
        for (Map.Entry<String, double[]> each : test.entrySet()) {
          double share = share(each.getValue(), threshold);
          if (!each.getKey().equals(Calibration.CLEAN) && share > worst) {
            worst = share;
            change = each.getKey();
          }
        }
        alarms.put(rate, new Alarms(clean, Math.max(0, worst), change));
      }
    }
    return alarms;
  }

  private static double share(double[] scores, double threshold) {
    return Arrays.stream(scores).filter(score -> score > threshold).count()
        / (double) scores.length;
  }
}
