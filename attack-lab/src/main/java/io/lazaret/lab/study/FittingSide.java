package io.lazaret.lab.study;

import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.fit.DetectorTrainer;
import io.lazaret.lab.fit.FitSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The images that detectors are fitted on, clean, harmlessly changed and attacked, as rows of what
 * the detectors look at. Computed when first asked for, kept in the workspace.
 */
final class FittingSide {
  private final Round round;
  private final RowTables tables;
  private final Attacker attacker;
  private @Nullable List<Sample> correct;

  /**
   * @param trainers everyone who will ask
   */
  FittingSide(Round round, List<DetectorTrainer> trainers) {
    this.round = round;
    this.tables = RowTables.of(round, trainers);
    this.attacker = new Attacker(round.whiteBox(), round.seed());
  }

  /**
   * Clean images, their harmless changes, and the attacked images of a fit unless it is null.
   *
   * @param statistics whose rows stand behind each other in an example's
   * @param halfway whether attacks are taken back {@link Halfway}
   */
  FitSet examples(List<Statistics> statistics, Recipe.@Nullable FitSection fit, boolean halfway) {
    List<FitSet.Example> examples = new ArrayList<>();
    List<Sample> side = round.samples(Side.FIT);
    for (String stratum : round.plan().calibrator().strata()) {
      FitSet.Kind kind =
          stratum.equals(Calibration.CLEAN) ? FitSet.Kind.CLEAN : FitSet.Kind.HARMLESS;
      RowTable table = tables.harmless("rows-" + stratum, said(stratum), Side.FIT, stratum);
      add(examples, table.joined(statistics), side, kind, stratum);
    }
    if (fit != null) {
      for (String attack : fit.attacks()) {
        for (double levels : fit.epsilonLevels()) {
          addAttacked(examples, statistics, attack, levels, halfway);
        }
      }
    }
    return new FitSet(examples);
  }

  private void addAttacked(
      List<FitSet.Example> examples,
      List<Statistics> statistics,
      String attack,
      double levels,
      boolean halfway) {
    AttackedSet attacked = round.attacked("fit", attacker, attack, levels, correct());
    String set = attack + "-" + levels + (halfway ? "-halfway" : "");
    Supplier<List<Levels>> images =
        halfway
            ? () -> new Halfway(round.whiteBox(), round.seed()).of(attacked)
            : attacked::attacked;
    RowTable table = tables.of("rows-" + set, said(set), images);
    add(examples, table.joined(statistics), correct(), FitSet.Kind.ATTACKED, attack);
  }

  private List<Sample> correct() {
    if (correct == null) {
      correct = attacker.correct(round.samples(Side.FIT));
    }
    return correct;
  }

  private static String said(String set) {
    return set + " of the fitting side";
  }

  private static void add(
      List<FitSet.Example> examples,
      double[][] rows,
      List<Sample> images,
      FitSet.Kind kind,
      String change) {
    for (int i = 0; i < rows.length; i++) {
      examples.add(new FitSet.Example(rows[i], images.get(i).group(), kind, change));
    }
  }
}
