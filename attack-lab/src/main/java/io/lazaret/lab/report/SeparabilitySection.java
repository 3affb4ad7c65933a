package io.lazaret.lab.report;

import com.fasterxml.jackson.core.type.TypeReference;
import io.lazaret.core.detect.Statistics;
import io.lazaret.lab.evaluate.Numbers;
import io.lazaret.lab.experiment.SeparabilityExperiment;
import io.lazaret.lab.experiment.SeparabilityExperiment.Projection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where attacked images lie. */
final class SeparabilitySection {
  private SeparabilitySection() {}

  static Optional<Element> of(Results results) {
    return results
        .answer(SeparabilityExperiment.NAME, new TypeReference<List<Projection>>() {})
        .map(SeparabilitySection::section);
  }

  private static Element section(List<Projection> projections) {
    List<Element> figures = new ArrayList<>();
    for (Projection each : projections) {
      figures.add(Sections.figure(plot(each).draw(), caption(each)));
    }
    return Sections.section(
        "Do attacked images lie elsewhere?",
        "Test images in the plane in which images of other patients differ most (principal"
            + " components). Attacked images are the successful ones.",
        List.of(Element.of("div", figures).in("pair")));
  }

  private static ScatterPlot plot(Projection projection) {
    return new ScatterPlot(
        name(projection.statistics()),
        "first axis: " + share(projection, 0) + " of the variance",
        "second axis: " + share(projection, 1),
        projection.clouds().stream()
            .map(cloud -> new ScatterPlot.Cloud(cloud.name(), cloud.points()))
            .toList());
  }

  private static String share(Projection projection, int axis) {
    return Numbers.percent(Math.round(1e3 * projection.explained()[axis]) / 1e3);
  }

  private static String caption(Projection projection) {
    return name(projection.statistics())
        + "; axes from "
        + projection.fitted()
        + " clean images and successful ones of "
        + projection.fittedOn()
        + " at "
        + Numbers.levels(projection.epsilon())
        + "/255, of other patients, each number in units of its deviation among the clean ones.";
  }

  private static String name(String statistics) {
    return statistics.equals(Statistics.PENULTIMATE.code())
        ? "Deep features: the network's penultimate vector"
        : statistics.equals(Statistics.PREDICTION_CONSISTENCY.code())
            ? "Consistency: how far the image moves under its views"
            : statistics;
  }
}
