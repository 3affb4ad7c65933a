package io.lazaret.lab.study;

import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.fit.DetectorTrainer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Images of a round as rows of what its detectors look at. Computed when first asked for, kept in
 * the workspace.
 *
 * @param wanted by everyone who will ask
 */
public record RowTables(Round round, Set<Statistics> wanted) {

  /** What the detectors of some trainers look at. */
  public static RowTables of(Round round, List<DetectorTrainer> trainers) {
    return new RowTables(
        round,
        trainers.stream()
            .map(DetectorTrainer::statistics)
            .collect(Collectors.toCollection(LinkedHashSet::new)));
  }

  /**
   * The rows of a list of images.
   *
   * @param step the workspace's name of them
   * @param what they are, for people who wait
   */
  public RowTable of(String step, String what, Supplier<List<Levels>> images) {
    return round
        .workspace()
        .binary(
            round.name(step),
            RowTable.FORMAT,
            () -> {
              List<Levels> all = images.get();
              round.progress().begin("features: " + what);
              RowTable table = RowTable.of(wanted, round.extractor().of(all));
              round.progress().end(all.size() + " images");
              return table;
            });
  }

  /**
   * The rows of a side's images, clean or after a harmless change.
   *
   * @param step the workspace's name of them
   */
  public RowTable harmless(String step, String what, Side side, String stratum) {
    return of(
        step,
        what,
        () ->
            round.plan().calibrator().images(stratum, round.specimens(side), round.samples(side)));
  }
}
