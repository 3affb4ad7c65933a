package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.evaluate.Bootstrap;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.PatientScores;
import io.lazaret.lab.fit.DetectorTrainer;
import io.lazaret.lab.fit.DetectorTrainers;
import io.lazaret.lab.fit.FitSet;
import io.lazaret.lab.study.AttackedSet;
import io.lazaret.lab.study.Calibrator;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.RowTables;
import io.lazaret.lab.study.StudyPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What each view and each kind of number is worth to Consistency: it is fitted and calibrated again
 * on parts of its numbers, and with what the features do besides. {@code lazaret bench views} says
 * what the views cost.
 */
public final class ViewsExperiment implements Experiment {
  public static final String NAME = "views";

  private static final Statistics LOOKED_AT = Statistics.CONSISTENCY_DEEP;
  private static final DetectorTrainer TRAINER = DetectorTrainers.named("consistency");
  private static final List<String> RATES = List.of("0.01", "0.05", "0.10");

  /** Where a view's numbers begin: the margin lost comes first, then these. */
  private static final int SIDE = 2;

  private static final int DISPLACEMENT = 3;
  private static final int PENULTIMATE = Statistics.NUMBERS_OF_A_VIEW;
  private static final int TAPS = PENULTIMATE + 2;

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
      String attack, double epsilon, Estimate auc, Map<String, Estimate> tprAt, int n) {}

  /**
   * Shares of test images above a threshold.
   *
   * @param change the harmless change with the most alarms
   */
  public record Alarms(double clean, double worst, String change) {}

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
    boolean looked =
        recipe.detectors().stream()
            .map(DetectorTrainers::named)
            .anyMatch(trainer -> trainer.statistics() == LOOKED_AT);
    if (!looked || recipe.views().size() < 2) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': the experiment views needs the detector consistency-deep, and two views");
    }
  }

  @Override
  public Answer run(Recipe recipe, Round first, List<RoundScores> scores) {
    Tables tables = tables(recipe, first);
    List<Choice> choices = new ArrayList<>();
    for (Map.Entry<String, IntPredicate> part : parts(recipe, first).entrySet()) {
      first.progress().begin("fit consistency on " + part.getKey());
      choices.add(choice(part.getKey(), part.getValue(), tables, recipe, first));
      first.progress().end("");
    }
    return new Answer(choices, List.of());
  }

  /** Which numbers of a row are kept, by what is said of them. */
  private static Map<String, IntPredicate> parts(Recipe recipe, Round round) {
    int size = numbersOfAView(round);
    Map<String, IntPredicate> parts = new LinkedHashMap<>();
    IntPredicate consistency = i -> i % size < PENULTIMATE;
    parts.put("consistency", consistency);
    List<String> views = recipe.views();
    for (int view = 0; view < views.size(); view++) {
      int own = view;
      parts.put("without " + views.get(view), consistency.and(i -> i / size != own));
      parts.put(views.get(view) + " alone", consistency.and(i -> i / size == own));
    }
    parts.put("margins lost alone", i -> i % size < SIDE);
    parts.put("sides alone", i -> i % size == SIDE);
    parts.put("displacements alone", i -> i % size == DISPLACEMENT);
    parts.put("without displacements", i -> i % size < DISPLACEMENT);
    parts.put("with penultimate vectors", i -> i % size < TAPS);
    parts.put("with every tap", consistency.or(i -> i % size >= TAPS));
    parts.put("everything", i -> true);
    return parts;
  }

  private static int numbersOfAView(Round round) {
    return LOOKED_AT.size(round.whiteBox().layout(), 1);
  }

  private static Tables tables(Recipe recipe, Round round) {
    RowTables tables = new RowTables(round, Set.of(LOOKED_AT));
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
      attacked.add(tables.of("views-" + name, name, set::attacked).of(LOOKED_AT));
    }
    return new Tables(round.examples(LOOKED_AT, recipe.fit()), calibrate, test, sets, attacked);
  }

  private static double[][] harmless(RowTables tables, Side side, String stratum) {
    String set = side.name().toLowerCase(Locale.ROOT) + "-" + stratum;
    return tables.harmless("views-" + set, set, side, stratum).of(LOOKED_AT);
  }

  private static Choice choice(
      String kept, IntPredicate part, Tables tables, Recipe recipe, Round round) {
    int[] columns =
        IntStream.range(0, tables.test().get(Calibration.CLEAN)[0].length).filter(part).toArray();
    ScoreFunction score = TRAINER.fit(parted(tables.fit(), columns), round.seed());
    List<String> patients = RoundScores.groups(round.samples(Side.CALIBRATE));
    List<Integer> chosen = Calibrator.onePerGroup(patients);
    Map<String, double[]> strata = new LinkedHashMap<>();
    tables
        .calibrate()
        .forEach(
            (stratum, rows) -> {
              double[] all = scores(score, rows, columns);
              strata.put(stratum, chosen.stream().mapToDouble(i -> all[i]).toArray());
            });
    Calibration calibration = round.plan().calibrator().calibration(strata);
    Map<String, double[]> test = new LinkedHashMap<>();
    tables.test().forEach((change, rows) -> test.put(change, scores(score, rows, columns)));
    List<Detection> detection = new ArrayList<>();
    for (int i = 0; i < tables.sets().size(); i++) {
      double[] attacked = scores(score, tables.attacked().get(i), columns);
      detection.add(detection(tables.sets().get(i), attacked, test, calibration, round));
    }
    int own = numbersOfAView(round);
    int views = (int) Arrays.stream(columns).map(column -> column / own).distinct().count();
    return new Choice(kept, views, columns.length, detection, alarms(test, calibration));
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
    PatientScores negatives = roll.scores(RoundScores.groups(clean), test.get(Calibration.CLEAN));
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

  private static Estimate estimate(Bootstrap.Statistic statistic) {
    return Bootstrap.DEFAULT.estimate(List.of(statistic)).orElse(null);
  }

  private static Map<String, Alarms> alarms(Map<String, double[]> test, Calibration calibration) {
    Map<String, Alarms> alarms = new LinkedHashMap<>();
    for (String rate : RATES) {
      double asked = Double.parseDouble(rate);
      if (calibration.smallestRate() <= asked) {
        double threshold = calibration.thresholdAt(asked);
        double clean = share(test.get(Calibration.CLEAN), threshold);
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
