package io.lazaret.lab.experiment;

import io.lazaret.core.Required;
import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.model.view.Views;
import io.lazaret.lab.adaptive.CleanReference;
import io.lazaret.lab.adaptive.DetectorDisguise;
import io.lazaret.lab.adaptive.InformedAttacker;
import io.lazaret.lab.adaptive.Knowledge;
import io.lazaret.lab.attack.Attack;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.data.Subsample;
import io.lazaret.lab.experiment.AdaptiveExperiment.AttackRow;
import io.lazaret.lab.experiment.AdaptiveExperiment.DetectionRow;
import io.lazaret.lab.fit.DetectorTrainer;
import io.lazaret.lab.fit.FitSet;
import io.lazaret.lab.study.AttackedSet;
import io.lazaret.lab.study.Attacker;
import io.lazaret.lab.study.Encoding;
import io.lazaret.lab.study.FittedDetector;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RowTable;
import io.lazaret.lab.study.RowTables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The experiment {@code adaptive} on the round of the first seed. */
final class InformedRound {
  /** The share of clean images that an attacked one need not be less suspicious than. */
  private static final double UNSUSPICIOUS = 0.75;

  private final Recipe recipe;
  private final Recipe.AdaptiveSection section;
  private final Round round;
  private final DetectorTrainer target;
  private final List<FittedDetector> detectors;
  private final RowTables tables;
  private final Attacker attacker;
  private final Scoring scoring;
  private final List<AttackRow> attacks = new ArrayList<>();
  private final List<DetectionRow> detection = new ArrayList<>();

  InformedRound(Recipe recipe, Round round) {
    this.recipe = recipe;
    this.section = recipe.adaptive();
    this.round = round;
    this.target = AdaptiveExperiment.target(recipe);
    this.detectors = round.detectors();
    this.tables = RowTables.of(round, round.trainers());
    this.attacker = new Attacker(round.whiteBox(), round.seed() + 2);
    this.scoring = new Scoring(round, calibrating());
  }

  private Map<String, RowTable> calibrating() {
    Map<String, RowTable> calibrating = new LinkedHashMap<>();
    for (String stratum : round.plan().calibrator().strata()) {
      String set = "calibrate-" + stratum;
      calibrating.put(
          stratum, tables.harmless("adaptive-rows-" + set, set, Side.CALIBRATE, stratum));
    }
    return calibrating;
  }

  AdaptiveExperiment.Result result() {
    Knowledge knowledge = knowledge(targeted().detector());
    for (String name : section.attackers()) {
      InformedAttacker each = InformedAttacker.named(name);
      attackFitAndFollow(each, knowledge);
      if (section.longer().contains(name)) {
        int steps = AdaptiveExperiment.LONGER * section.steps();
        List<Attacked> test = attacked(Side.TEST, run(each, knowledge, steps, false));
        detectors.forEach(detector -> detect(detector, false, test));
      }
    }
    return new AdaptiveExperiment.Result(
        target.name(),
        DetectorDisguise.standsIn(targeted().detector().function()),
        attacks,
        detection);
  }

  private FittedDetector targeted() {
    String key = FittedDetector.key(target.name(), recipe.fit().name());
    return detectors.stream().filter(each -> each.key().equals(key)).findFirst().orElseThrow();
  }

  /** What the attacker learns: the detector, its calibration and the defender's own examples. */
  private Knowledge knowledge(Detector detector) {
    List<FitSet.Example> examples =
        round.examples(List.of(target.statistics()), recipe.fit(), target).examples();
    double[] clean = Required.of(scoring.calibration(detector).strata(), Calibration.CLEAN);
    float[][] images =
        round.samples(Side.FIT).stream()
            .map(sample -> sample.image().intensities())
            .toArray(float[][]::new);
    return new Knowledge(
        CleanReference.of(round.whiteBox(), images),
        recipe.views().stream().map(Views::named).toList(),
        detector,
        examples.stream().map(FitSet.Example::row).toArray(double[][]::new),
        clean[(int) (UNSUSPICIOUS * (clean.length - 1))],
        round.seed());
  }

  /**
   * An attack.
   *
   * @param again whether it knows the target that was fitted again
   */
  private record Run(Attack attack, int steps, int descents, boolean again) {}

  private Run run(InformedAttacker attacker, Knowledge knowledge, int steps, boolean again) {
    int descents = attacker.descents(section.descents());
    return new Run(attacker.fit(knowledge, steps, descents), steps, descents, again);
  }

  /**
   * What an attack made of a side's images at one epsilon.
   *
   * @param rows what the detectors look at
   */
  private record Attacked(Side side, Run run, AttackedSet set, RowTable rows) {}

  /**
   * Attacks the test side, and the fitting side to fit the detectors again; then, who knows the
   * detector, once more the test side, through the one that was fitted again.
   */
  private void attackFitAndFollow(InformedAttacker attacker, Knowledge knowledge) {
    int steps = section.steps();
    Run first = run(attacker, knowledge, steps, false);
    List<Attacked> test = attacked(Side.TEST, first);
    List<Attacked> fit = attacked(Side.FIT, first);
    List<FittedDetector> again = new ArrayList<>();
    for (FittedDetector each : detectors) {
      detect(each, false, test);
      if (each.fittedOn().equals(recipe.fit().name())) {
        again.add(fittedAgain(each, fit));
        detect(again.get(again.size() - 1), true, test);
      }
    }
    if (attacker.knowsDetector()) {
      Detector followed =
          again.stream()
              .map(FittedDetector::detector)
              .filter(each -> each.name().equals(target.name()))
              .findFirst()
              .orElseThrow();
      Run second = run(attacker, knowledge(followed), steps, true);
      List<Attacked> followedTest = attacked(Side.TEST, second);
      again.forEach(each -> detect(each, true, followedTest));
    }
  }

  private AttackRow attackRow(Run run, AttackedSet set) {
    return new AttackRow(
        set.attack(),
        set.epsilon(),
        run.steps(),
        run.descents(),
        run.again(),
        Scoring.success(set),
        set.changed(),
        set.successful().size());
  }

  private void detect(FittedDetector detector, boolean again, List<Attacked> test) {
    Calibration calibration = scoring.calibration(detector.detector());
    for (Attacked each : test) {
      AttackedSet set = each.set();
      detection.add(
          new DetectionRow(
              set.attack(),
              set.epsilon(),
              each.run().steps(),
              detector.detector().name(),
              detector.fittedOn(),
              again,
              each.run().again(),
              Scoring.tpr(detector.detector(), calibration, set, each.rows()),
              (int) set.successful().stream().filter(flag -> flag).count()));
    }
  }

  private FittedDetector fittedAgain(FittedDetector first, List<Attacked> fit) {
    Detector detector = first.detector();
    DetectorTrainer trainer =
        round.trainers().stream()
            .filter(each -> each.name().equals(detector.name()))
            .findFirst()
            .orElseThrow();
    List<FitSet.Example> examples =
        new ArrayList<>(
            round.examples(List.of(detector.statistics()), recipe.fit(), trainer).examples());
    for (Attacked each : fit) {
      if (each.side() != Side.FIT) {
        throw new IllegalStateException("fitted on what is scored");
      }
      double[][] own = each.rows().of(detector.statistics());
      for (int j = 0; j < own.length; j++) {
        String patient = each.set().originals().get(j).group();
        examples.add(
            new FitSet.Example(own[j], patient, FitSet.Kind.ATTACKED, each.set().attack()));
      }
    }
    return new FittedDetector(
        trainer.detector(new FitSet(examples), round.seed()),
        first.fittedOn() + "+" + fit.get(0).set().attack());
  }

  private List<Attacked> attacked(Side side, Run run) {
    List<Sample> correct = attacker.correct(round.samples(side));
    List<Sample> images = Subsample.of(correct, section.images(), round.seed());
    List<Attacked> attacked = new ArrayList<>();
    for (double levels : section.epsilonLevels()) {
      String name = name(side, run, levels);
      AttackedSet set =
          round
              .workspace()
              .binary(
                  round.name("adaptive-" + name),
                  AttackedSet.format(run.attack().name(), levels, AttackedSet.Target.MODEL, images),
                  () -> attack(name, run.attack(), levels, images));
      RowTable rows =
          tables.of(
              "adaptive-rows-" + name,
              name,
              () ->
                  set.decoded(Encoding.PNG, round.plan().preprocessing()).stream()
                      .map(Sample::image)
                      .toList());
      attacked.add(new Attacked(side, run, set, rows));
      if (side == Side.TEST) {
        attacks.add(attackRow(run, set));
      }
    }
    return attacked;
  }

  private static String name(Side side, Run run, double levels) {
    return side.name().toLowerCase(Locale.ROOT)
        + "-"
        + run.attack().name()
        + "-"
        + run.steps()
        + "-"
        + levels
        + (run.again() ? "-again" : "");
  }

  private AttackedSet attack(String name, Attack attack, double levels, List<Sample> images) {
    round.progress().begin("attack: " + name);
    AttackedSet set =
        attacker.attack(attack, levels, images, done -> round.progress().at(done, images.size()));
    round.progress().end(String.format(Locale.ROOT, "%.1f %% succeed", 100 * set.success()));
    return set;
  }
}
