package io.lazaret.lab.report;

import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.evaluate.Evaluation.FalseAlarmRow;
import io.lazaret.lab.evaluate.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the detectors say of images that nobody attacked. */
final class AlarmSection {
  /** Alarms at this many times the asked rate are coloured deepest. */
  private static final double DEEPEST = 5;

  private AlarmSection() {}

  static Optional<Element> of(Results results) {
    if (results.evaluation().isEmpty()) {
      return Optional.empty();
    }
    Evaluation evaluation = results.evaluation().get();
    return results
        .deciding()
        .map(
            deciding ->
                Sections.section(
                    "False alarms",
                    "A detector that flags a re-saved image is useless in a hospital: each harmless"
                        + " change by itself, on test images.",
                    List.of(
                        deciding(evaluation, deciding),
                        Element.of("h3", "Every detector"),
                        all(evaluation, deciding))));
  }

  private static Element deciding(Evaluation evaluation, Deciding deciding) {
    List<FalseAlarmRow> own = evaluation.falseAlarms().stream().filter(deciding::is).toList();
    List<String> rates =
        own.get(0).fprReached().entrySet().stream()
            .filter(each -> each.getValue() != null)
            .map(each -> each.getKey())
            .toList();
    double largest = 2 * deciding.asked();
    List<DotPlot.Row> rows = new ArrayList<>();
    for (FalseAlarmRow row : own) {
      Estimate reached = row.fprReached().get(deciding.rate());
      largest = reached == null ? largest : Math.max(largest, reached.high());
      List<Estimate> shares = new ArrayList<>();
      shares.add(reached);
      rows.add(new DotPlot.Row(row.change(), shares, "n = " + row.n()));
    }
    Axis scale = Axis.upTo(Math.min(1, largest), 0, 1);
    DotPlot plot =
        new DotPlot(
            "False alarms by harmless change",
            List.of("asked " + Numbers.percent(deciding.asked())),
            rows,
            rates.isEmpty() ? Optional.empty() : Optional.of(deciding.asked()),
            0,
            scale.to());
    return Sections.figure(
        plot.draw(),
        "Share of test images that "
            + deciding.named()
            + ", stops at an asked rate of "
            + Numbers.percent(deciding.asked())
            + " (the dashed line).");
  }

  private static Element all(Evaluation evaluation, Deciding deciding) {
    Set<String> detectors = new LinkedHashSet<>();
    Set<String> changes = new LinkedHashSet<>();
    for (FalseAlarmRow row : evaluation.falseAlarms()) {
      detectors.add(named(row));
      changes.add(row.change());
    }
    List<Table.HeatRow> rows = new ArrayList<>();
    for (String change : changes) {
      List<Estimate> shares = new ArrayList<>();
      int images = 0;
      for (String detector : detectors) {
        for (FalseAlarmRow row : evaluation.falseAlarms()) {
          if (row.change().equals(change) && named(row).equals(detector)) {
            shares.add(row.fprReached().get(deciding.rate()));
            images = row.n();
          }
        }
      }
      rows.add(new Table.HeatRow(change, shares, images));
    }
    return Sections.figure(
        List.of(
            Table.heat("change", List.copyOf(detectors), rows, DEEPEST * deciding.asked(), true)),
        "False alarms in % at an asked rate of "
            + Numbers.percent(deciding.asked())
            + "; the deepest colour is five times that and more. In small: the 95 % interval.");
  }

  private static String named(FalseAlarmRow row) {
    return row.fittedOn().equals(Evaluation.FITTED_ON_NOTHING)
        ? row.detector()
        : row.detector() + " @ " + row.fittedOn();
  }
}
