package io.lazaret.lab.report;

import com.fasterxml.jackson.core.type.TypeReference;
import io.lazaret.core.detect.Calibration;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Numbers;
import io.lazaret.lab.experiment.CalibrationExperiment;
import io.lazaret.lab.experiment.CalibrationExperiment.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Does a threshold travel? */
final class CalibrationSection {
  private CalibrationSection() {}

  static Optional<Element> of(Results results) {
    return results
        .answer(CalibrationExperiment.NAME, new TypeReference<List<Row>>() {})
        .filter(rows -> !rows.isEmpty())
        .map(rows -> section(rows, results.deciding()));
  }

  private static Element section(List<Row> rows, Optional<Deciding> deciding) {
    Row first =
        rows.stream()
            .filter(row -> deciding.filter(each -> each.is(row)).isPresent())
            .findFirst()
            .orElse(rows.get(0));
    List<Row> own =
        rows.stream()
            .filter(
                row ->
                    row.detector().equals(first.detector())
                        && row.fittedOn().equals(first.fittedOn())
                        && row.change().equals(Calibration.CLEAN))
            .toList();
    List<Element> plots = new ArrayList<>();
    for (double asked : own.stream().map(Row::asked).distinct().sorted().toList()) {
      plots.add(plot(own.stream().filter(row -> row.asked() == asked).toList(), asked, first));
    }
    return Sections.section(
        "Calibration that travels",
        "A threshold is set on clean images of a site and tried on other patients, many times"
            + " over: where the detectors come from, elsewhere with the threshold from home, and"
            + " elsewhere with one set there.",
        List.of(
            Element.of("div", plots).in("pair"),
            Sections.details("All sites, changes and detectors, in numbers", table(rows))));
  }

  private static Element plot(List<Row> rows, double asked, Row first) {
    List<Integer> counts = rows.stream().map(Row::images).distinct().sorted().toList();
    List<LinePlot.Line> lines = new ArrayList<>();
    double largest = 2 * asked;
    for (String name : rows.stream().map(CalibrationSection::name).distinct().toList()) {
      List<Estimate> shares = new ArrayList<>();
      for (int images : counts) {
        Optional<Row> found =
            rows.stream()
                .filter(row -> row.images() == images && name(row).equals(name))
                .findFirst();
        shares.add(found.map(CalibrationSection::spread).orElse(null));
        largest = Math.max(largest, found.map(row -> spread(row).high()).orElse(0.0));
      }
      lines.add(new LinePlot.Line(name, shares));
    }
    LinePlot plot =
        new LinePlot(
            "Reached rate against images, asked " + Numbers.percent(asked),
            "clean images that the threshold is set on",
            counts.stream().map(count -> Integer.toString(count)).toList(),
            lines,
            Optional.of(asked),
            Math.min(1, Axis.upTo(largest, 0, 1).to()));
    return Sections.figure(
        plot.draw(),
        "Reached false-positive rate of "
            + Deciding.named(first.detector(), first.fittedOn())
            + ", asked "
            + Numbers.percent(asked)
            + " (dashed): mean and standard deviation over "
            + first.resplits()
            + " re-splits of the patients; held out: "
            + Sections.counts(rows.stream().map(row -> (int) Math.round(row.heldOut())).toList())
            + " images.");
  }

  private static String name(Row row) {
    return row.site().equals(row.calibratedAt())
        ? row.site() + ", set there"
        : row.site() + ", set at " + row.calibratedAt();
  }

  private static Estimate spread(Row row) {
    return new Estimate(
        row.reached(),
        Math.max(0, row.reached() - row.deviation()),
        row.reached() + row.deviation());
  }

  private static Element table(List<Row> rows) {
    List<List<String>> cells = new ArrayList<>();
    for (Row row : rows) {
      cells.add(
          List.of(
              row.site(),
              row.calibratedAt(),
              row.detector(),
              row.fittedOn(),
              Integer.toString(row.images()),
              row.change(),
              Numbers.percent(row.asked()),
              Numbers.percent(row.reached()),
              Numbers.percent(row.deviation()),
              row.withinSampling() == null ? Numbers.NONE : Numbers.percent(row.withinSampling()),
              Numbers.plain(row.heldOut())));
    }
    return Table.of(
        List.of(
            "site",
            "threshold from",
            "detector",
            "fitted on",
            "images",
            "change",
            "asked",
            "reached",
            "deviation",
            "within sampling",
            "held out"),
        cells);
  }
}
