package io.lazaret.lab.study;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.detect.Calibration;
import io.lazaret.lab.evaluate.Bootstrap;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.evaluate.PatientScores;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Turns the scores of a study's rounds into the rows of an evaluation. */
public final class Evaluator {
  /** The asked false-positive rates, as they are written. */
  private static final List<String> RATES = List.of("0.01", "0.05", "0.10");

  private final String dataset;
  private final Calibrator calibrator;
  private final List<RoundScores> rounds;
  private final Bootstrap bootstrap = Bootstrap.DEFAULT;

  /**
   * @param rounds at least one; all of the same recipe
   */
  public Evaluator(String dataset, Calibrator calibrator, List<RoundScores> rounds) {
    this.dataset = dataset;
    this.calibrator = calibrator;
    this.rounds = rounds;
  }

  /** The network on clean images. */
  public Evaluation.Victim victim() {
    List<Bootstrap.Statistic> accuracy = new ArrayList<>();
    List<Bootstrap.Statistic> auc = new ArrayList<>();
    int images = 0;
    PatientScores.Roll roll = new PatientScores.Roll();
    for (RoundScores round : rounds) {
      RoundScores.VictimScores victim = round.victim();
      accuracy.add(victim.accuracy(roll));
      auc.add(victim.auc(roll));
      images += victim.groups().size();
    }
    return new Evaluation.Victim(estimate(accuracy), estimate(auc), images);
  }

  /** A row for every attack, epsilon and encoding. */
  public List<Evaluation.AttackRow> attacks() {
    List<Evaluation.AttackRow> rows = new ArrayList<>();
    for (int i = 0; i < rounds.get(0).attacks().size(); i++) {
      int index = i;
      rows.add(attackRow(rounds.stream().map(round -> round.attacks().get(index)).toList()));
    }
    return rows;
  }

  private Evaluation.AttackRow attackRow(List<RoundScores.AttackScores> seeds) {
    RoundScores.AttackScores first = seeds.get(0);
    PatientScores.Roll roll = new PatientScores.Roll();
    return new Evaluation.AttackRow(
        dataset,
        first.attack(),
        first.levels() / 255,
        first.target().code(),
        first.encoding().code(),
        estimate(
            seeds.stream()
                .map(each -> flags(roll, each.scored().groups(), each.floatSuccess()))
                .toList()),
        estimate(
            seeds.stream()
                .map(each -> flags(roll, each.scored().groups(), each.successful()))
                .toList()),
        seeds.stream().mapToInt(RoundScores.AttackScores::largestLevels).max().orElseThrow(),
        seeds.stream()
            .mapToDouble(RoundScores.AttackScores::rootMeanSquareLevels)
            .max()
            .orElseThrow(),
        seeds.stream().mapToDouble(RoundScores.AttackScores::changed).average().orElseThrow(),
        first.queries().isEmpty()
            ? null
            : seeds.stream()
                .flatMap(each -> each.queries().stream())
                .mapToInt(queries -> queries)
                .average()
                .orElseThrow(),
        seeds.stream().mapToInt(each -> each.successful().size()).sum());
  }

  /** Two rows for every detector and attack row: all attacked images, and the successful ones. */
  public List<Evaluation.DetectionRow> detection() {
    List<Evaluation.DetectionRow> rows = new ArrayList<>();
    for (String detector : detectors()) {
      for (int i = 0; i < rounds.get(0).attacks().size(); i++) {
        rows.add(detectionRow(detector, i, false));
        rows.add(detectionRow(detector, i, true));
      }
    }
    return rows;
  }

  private Evaluation.DetectionRow detectionRow(String detector, int attack, boolean successful) {
    RoundScores.AttackScores first = rounds.get(0).attacks().get(attack);
    List<Bootstrap.Statistic> auc = new ArrayList<>();
    List<Bootstrap.Statistic> aucHarmless = new ArrayList<>();
    List<Detected> detected = new ArrayList<>();
    int images = 0;
    PatientScores.Roll roll = new PatientScores.Roll();
    for (RoundScores round : rounds) {
      RoundScores.AttackScores scores = round.attacks().get(attack);
      PatientScores positives = positives(roll, scores, detector, successful);
      auc.add(positives.auc(roll, scores(roll, List.of(unattacked(round, scores)), detector)));
      aucHarmless.add(positives.auc(roll, scores(roll, round.test().values(), detector)));
      detected.add(new Detected(roll, positives, round));
      images += positives.scores().length;
    }
    return new Evaluation.DetectionRow(
        dataset,
        FittedDetector.name(detector),
        FittedDetector.fittedOn(detector),
        first.attack(),
        first.levels() / 255,
        first.target().code(),
        first.encoding().code(),
        successful ? "successful" : "all",
        estimate(auc),
        estimate(aucHarmless),
        shares(detector, detected),
        images);
  }

  /** Clean images in the same encoding as the attacked ones, saved at the same size. */
  private static ScoredSet unattacked(RoundScores round, RoundScores.AttackScores attack) {
    if (attack.target() == AttackedSet.Target.FEED) {
      return Required.of(round.feed(), attack.encoding());
    }
    String code = attack.encoding().code();
    return Required.of(round.test(), round.test().containsKey(code) ? code : Calibration.CLEAN);
  }

  private static PatientScores positives(
      PatientScores.Roll roll,
      RoundScores.AttackScores attack,
      String detector,
      boolean successful) {
    int[] indices =
        IntStream.range(0, attack.successful().size())
            .filter(i -> !successful || attack.successful().get(i))
            .toArray();
    return part(
        roll, attack.scored().groups(), Required.of(attack.scored().scores(), detector), indices);
  }

  private static PatientScores scores(
      PatientScores.Roll roll, Collection<ScoredSet> sets, String detector) {
    List<String> groups = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    for (ScoredSet set : sets) {
      groups.addAll(set.groups());
      for (double score : Required.of(set.scores(), detector)) {
        scores.add(score);
      }
    }
    return roll.scores(groups, scores.stream().mapToDouble(each -> each).toArray());
  }

  /** What each detector says of each harmless change. */
  public List<Evaluation.FalseAlarmRow> falseAlarms() {
    List<Evaluation.FalseAlarmRow> rows = new ArrayList<>();
    for (String detector : detectors()) {
      for (String change : rounds.get(0).test().keySet()) {
        List<Detected> detected = new ArrayList<>();
        int images = 0;
        PatientScores.Roll roll = new PatientScores.Roll();
        for (RoundScores round : rounds) {
          PatientScores scores = scores(roll, List.of(Required.of(round.test(), change)), detector);
          detected.add(new Detected(roll, scores, round));
          images += scores.scores().length;
        }
        rows.add(
            new Evaluation.FalseAlarmRow(
                dataset,
                FittedDetector.name(detector),
                FittedDetector.fittedOn(detector),
                change,
                shares(detector, detected),
                images));
      }
    }
    return rows;
  }

  /** Scores of one round whose share above its threshold is asked for. */
  private record Detected(PatientScores.Roll roll, PatientScores scores, RoundScores round) {}

  /** The share above the threshold of every rate; null where there is no threshold or no score. */
  private Map<String, Estimate> shares(String detector, List<Detected> seeds) {
    Map<String, Estimate> shares = new LinkedHashMap<>();
    for (String rate : RATES) {
      List<Bootstrap.Statistic> statistics = new ArrayList<>();
      for (Detected each : seeds) {
        threshold(each.round(), detector, Double.parseDouble(rate))
            .ifPresent(t -> statistics.add(each.scores().shareAbove(each.roll(), t)));
      }
      shares.put(rate, statistics.size() < seeds.size() ? null : estimate(statistics));
    }
    return shares;
  }

  private final Map<String, Calibration> calibrations = new HashMap<>();

  private OptionalDouble threshold(RoundScores round, String detector, double rate) {
    Calibration calibration =
        calibrations.computeIfAbsent(
            round.seed() + "/" + detector,
            key -> calibrator.calibration(detector, round.calibrate()));
    try {
      return OptionalDouble.of(calibration.thresholdAt(rate));
    } catch (RefusedException e) {
      return OptionalDouble.empty(); // the sample is too small for this rate: said by the null
    }
  }

  private List<String> detectors() {
    return List.copyOf(Required.of(rounds.get(0).calibrate(), Calibration.CLEAN).scores().keySet());
  }

  private static PatientScores part(
      PatientScores.Roll roll, List<String> groups, double[] scores, int[] indices) {
    return roll.scores(
        IntStream.of(indices).mapToObj(groups::get).toList(),
        IntStream.of(indices).mapToDouble(i -> scores[i]).toArray());
  }

  /** The share of flags that are set. */
  private static Bootstrap.Statistic flags(
      PatientScores.Roll roll, List<String> groups, List<Boolean> flags) {
    return roll.scores(groups, flags.stream().mapToDouble(flag -> flag ? 1 : 0).toArray())
        .shareAbove(roll, 0.5);
  }

  private @Nullable Estimate estimate(List<? extends Bootstrap.Statistic> seeds) {
    return bootstrap.estimate(seeds).orElse(null);
  }

  /** Reasons to mistrust the numbers. */
  public List<Evaluation.Flag> flags() {
    return SanityFlags.of(victim(), rounds);
  }
}
