package io.lazaret.lab.study;

import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.fit.DetectorTrainer;
import io.lazaret.lab.fit.FitSet;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The images that detectors are fitted on, clean, harmlessly changed and attacked, as rows of what
 * the detectors look at. Computed when first asked for, kept in the workspace.
 */
final class FittingSide {
  private final Round round;
  private final Set<Statistics> wanted;
  private final Attacker attacker;
  private List<Sample> correct;

  /**
   * @param trainers everyone who will ask
   */
  FittingSide(Round round, List<DetectorTrainer> trainers) {
    this.round = round;
    this.wanted =
        trainers.stream()
            .map(DetectorTrainer::statistics)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    this.attacker = new Attacker(round.whiteBox(), round.seed());
  }

  /** Clean images, their harmless changes, and the attacked images of a fit unless it is null. */
  FitSet examples(Statistics statistics, Recipe.FitSection fit) {
    List<FitSet.Example> examples = new ArrayList<>();
    List<Sample> side = round.samples(Side.FIT);
    for (String stratum : round.plan().calibrator().strata()) {
      FitSet.Kind kind =
          stratum.equals(Calibration.CLEAN) ? FitSet.Kind.CLEAN : FitSet.Kind.HARMLESS;
      add(examples, rows(stratum, () -> harmless(stratum)).of(statistics), side, kind, stratum);
    }
    if (fit != null) {
      for (String attack : fit.attacks()) {
        for (double levels : fit.epsilonLevels()) {
          RowTable table = rows(attack + "-" + levels, () -> attacked(attack, levels));
          add(examples, table.of(statistics), correct(), FitSet.Kind.ATTACKED, attack);
        }
      }
    }
    return new FitSet(examples);
  }

  private List<Sample> correct() {
    if (correct == null) {
      correct = attacker.correct(round.samples(Side.FIT));
    }
    return correct;
  }

  private RowTable rows(String set, Supplier<List<Levels>> images) {
    return round
        .workspace()
        .binary(
            round.name("rows-" + set),
            RowTable.FORMAT,
            () -> {
              List<Levels> all = images.get();
              round.progress().begin("features: " + set + " of the fitting side");
              RowTable table = RowTable.of(wanted, round.extractor().of(all));
              round.progress().end(all.size() + " images");
              return table;
            });
  }

  private List<Levels> harmless(String stratum) {
    return round
        .plan()
        .calibrator()
        .images(stratum, round.specimens(Side.FIT), round.samples(Side.FIT));
  }

  private List<Levels> attacked(String attack, double levels) {
    return round.attacked("fit", attacker, attack, levels, correct()).attacked();
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
