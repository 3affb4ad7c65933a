package io.lazaret.lab.experiment;

import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.LinearModel;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.view.Views;
import io.lazaret.lab.adaptive.CleanReference;
import io.lazaret.lab.adaptive.InformedAttacker;
import io.lazaret.lab.adaptive.Knowledge;
import io.lazaret.lab.attack.Attack;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.experiment.AdaptiveExperiment.AttackRow;
import io.lazaret.lab.experiment.AdaptiveExperiment.DetectionRow;
import io.lazaret.lab.fit.DetectorTrainer;
import io.lazaret.lab.fit.FitSet;
import io.lazaret.lab.fit.LogisticRegression;
import io.lazaret.lab.study.AttackedSet;
import io.lazaret.lab.study.Attacker;
import io.lazaret.lab.study.Encoding;
import io.lazaret.lab.study.FittedDetector;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RowTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The experiment {@code adaptive} on the round of the first seed. */
final class InformedRound {
  private static final LogisticRegression STAND_IN = new LogisticRegression(0.1);

  private final Recipe recipe;
  private final Recipe.AdaptiveSection section;
  private final Round round;
  private final DetectorTrainer target;
  private final List<FittedDetector> detectors;
  private final Set<Statistics> wanted;
  private final Attacker attacker;
  private final List<AttackRow> attacks = new ArrayList<>();
  private final List<DetectionRow> detection = new ArrayList<>();
  private final Map<String, RowTable> calibrating = new LinkedHashMap<>();

  InformedRound(Recipe recipe, Round round) {
    this.recipe = recipe;
    this.section = recipe.adaptive();
    this.round = round;
    this.target = AdaptiveExperiment.target(recipe);
    this.detectors = round.detectors();
    this.wanted =
        round.trainers().stream()
            .map(DetectorTrainer::statistics)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    this.attacker = new Attacker(round.whiteBox(), round.seed() + 2);
  }

  AdaptiveExperiment.Result result() {
    for (String stratum : round.plan().calibrator().strata()) {
      calibrating.put(stratum, rows("calibrate-" + stratum, () -> harmless(stratum)));
    }
    Scoring scoring = new Scoring(round, calibrating);
    Knowledge knowledge = knowledge();
    for (String name : section.attackers()) {
      InformedAttacker each = InformedAttacker.named(name);
      Attack attack = each.fit(knowledge, section.steps(), section.descents());
      attackAndDetect(attack, section.steps(), scoring, true);
      if (section.longer().contains(name)) {
        int steps = AdaptiveExperiment.LONGER * section.steps();
        attackAndDetect(each.fit(knowledge, steps, section.descents()), steps, scoring, false);
      }
    }
    return new AdaptiveExperiment.Result(target.name(), !exact().isPresent(), attacks, detection);
  }

  private Optional<LinearModel> exact() {
    Detector detector = targeted().detector();
    return detector.statistics() == Statistics.CONSISTENCY
            && detector.function() instanceof LinearModel linear
        ? Optional.of(linear)
        : Optional.empty();
  }

  private FittedDetector targeted() {
    String key = FittedDetector.key(target.name(), recipe.fit().name());
    return detectors.stream().filter(each -> each.key().equals(key)).findFirst().orElseThrow();
  }

  /** What the attacker learns from the fitting side: the defender's own examples. */
  private Knowledge knowledge() {
    FitSet examples = round.examples(target.statistics(), recipe.fit());
    int size = Statistics.CONSISTENCY.size(round.whiteBox().layout(), recipe.views().size());
    double[][] rows =
        examples.examples().stream()
            .map(each -> Arrays.copyOf(each.row(), size)) // the filter's numbers stand behind
            .toArray(double[][]::new);
    boolean[] attacked = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      attacked[i] = examples.examples().get(i).kind() == FitSet.Kind.ATTACKED;
    }
    LinearModel score = exact().orElseGet(() -> STAND_IN.fit(rows, attacked, round.seed()));
    double[] clean = new double[rows.length];
    int count = 0;
    for (int i = 0; i < rows.length; i++) {
      if (examples.examples().get(i).kind() == FitSet.Kind.CLEAN) {
        clean[count++] = score.score(rows[i]);
      }
    }
    Arrays.sort(clean, 0, count);
    float[][] images =
        round.samples(Side.FIT).stream()
            .map(sample -> sample.image().intensities())
            .toArray(float[][]::new);
    return new Knowledge(
        CleanReference.of(round.whiteBox(), images),
        recipe.views().stream().map(Views::named).toList(),
        score,
        clean[count / 2],
        round.seed());
  }

  /** Attacks the test side; and the fitting side, to fit the detectors again, where asked. */
  private void attackAndDetect(Attack attack, int steps, Scoring scoring, boolean again) {
    List<AttackedSet> fit = new ArrayList<>();
    List<RowTable> fitRows = new ArrayList<>();
    List<AttackedSet> test = new ArrayList<>();
    List<RowTable> testRows = new ArrayList<>();
    for (double levels : section.epsilonLevels()) {
      test.add(attacked(Side.TEST, attack, steps, levels));
      testRows.add(rowsOf(Side.TEST, test.get(test.size() - 1), steps));
      if (again) {
        fit.add(attacked(Side.FIT, attack, steps, levels));
        fitRows.add(rowsOf(Side.FIT, fit.get(fit.size() - 1), steps));
      }
    }
    for (int i = 0; i < test.size(); i++) {
      attacks.add(attackRow(test.get(i), steps));
    }
    for (FittedDetector each : detectors) {
      detect(each, false, test, testRows, steps, scoring);
      if (again && each.fittedOn().equals(recipe.fit().name())) {
        detect(fittedAgain(each, fit, fitRows), true, test, testRows, steps, scoring);
      }
    }
  }

  private AttackRow attackRow(AttackedSet set, int steps) {
    return new AttackRow(
        set.attack(),
        set.epsilon(),
        steps,
        section.descents(),
        Scoring.success(set),
        set.changed(),
        set.successful().size());
  }

  private void detect(
      FittedDetector detector,
      boolean again,
      List<AttackedSet> sets,
      List<RowTable> rows,
      int steps,
      Scoring scoring) {
    Calibration calibration = scoring.calibration(detector.detector());
    for (int i = 0; i < sets.size(); i++) {
      AttackedSet set = sets.get(i);
      detection.add(
          new DetectionRow(
              set.attack(),
              set.epsilon(),
              steps,
              detector.detector().name(),
              detector.fittedOn(),
              again,
              Scoring.tpr(detector.detector(), calibration, set, rows.get(i)),
              (int) set.successful().stream().filter(flag -> flag).count()));
    }
  }

  private FittedDetector fittedAgain(
      FittedDetector first, List<AttackedSet> sets, List<RowTable> rows) {
    Detector detector = first.detector();
    List<FitSet.Example> examples =
        new ArrayList<>(round.examples(detector.statistics(), recipe.fit()).examples());
    for (int i = 0; i < sets.size(); i++) {
      double[][] own = rows.get(i).of(detector.statistics());
      for (int j = 0; j < own.length; j++) {
        String patient = sets.get(i).originals().get(j).group();
        examples.add(new FitSet.Example(own[j], patient, FitSet.Kind.ATTACKED));
      }
    }
    DetectorTrainer trainer =
        round.trainers().stream()
            .filter(each -> each.name().equals(detector.name()))
            .findFirst()
            .orElseThrow();
    return new FittedDetector(
        trainer.detector(new FitSet(examples), round.seed()),
        first.fittedOn() + "+" + sets.get(0).attack());
  }

  private AttackedSet attacked(Side side, Attack attack, int steps, double levels) {
    List<Sample> correct = attacker.correct(round.samples(side));
    List<Sample> images = correct.subList(0, Math.min(correct.size(), section.images()));
    return round
        .workspace()
        .binary(
            step(side, attack.name(), steps, levels),
            AttackedSet.format(attack.name(), levels, AttackedSet.Target.MODEL, images),
            () -> {
              String what = attack.name() + " at " + levels + "/255, " + side.name();
              round.progress().begin(what.toLowerCase(Locale.ROOT));
              AttackedSet set =
                  attacker.attack(
                      attack, levels, images, done -> round.progress().at(done, images.size()));
              round
                  .progress()
                  .end(String.format(Locale.ROOT, "%.1f %% succeed", 100 * set.success()));
              return set;
            });
  }

  private String step(Side side, String attack, int steps, double levels) {
    return round.name(
        "adaptive-"
            + side.name().toLowerCase(Locale.ROOT)
            + "-"
            + attack
            + "-"
            + steps
            + "-"
            + levels);
  }

  private RowTable rowsOf(Side side, AttackedSet set, int steps) {
    String name =
        side.name().toLowerCase(Locale.ROOT)
            + "-"
            + set.attack()
            + "-"
            + steps
            + "-"
            + set.levels();
    return rows(
        name,
        () ->
            set.decoded(Encoding.PNG, round.plan().preprocessing()).stream()
                .map(Sample::image)
                .toList());
  }

  private RowTable rows(String name, Supplier<List<Levels>> images) {
    return round
        .workspace()
        .binary(
            round.name("adaptive-rows-" + name),
            RowTable.FORMAT,
            () -> {
              round.progress().begin("features: " + name);
              List<Levels> all = images.get();
              RowTable table = RowTable.of(wanted, round.extractor().of(all));
              round.progress().end(all.size() + " images");
              return table;
            });
  }

  private List<Levels> harmless(String stratum) {
    return round
        .plan()
        .calibrator()
        .images(stratum, round.specimens(Side.CALIBRATE), round.samples(Side.CALIBRATE));
  }
}
