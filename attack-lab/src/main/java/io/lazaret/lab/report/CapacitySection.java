package io.lazaret.lab.report;

import com.fasterxml.jackson.core.type.TypeReference;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Numbers;
import io.lazaret.lab.experiment.CapacityExperiment;
import io.lazaret.lab.experiment.CapacityExperiment.Network;
import io.lazaret.lab.experiment.LossSurface;
import io.lazaret.lab.experiment.Vulnerability;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether larger networks are easier to fool, and how their loss rises. */
final class CapacitySection {
  private CapacitySection() {}

  static Optional<Element> of(Results results) {
    return results
        .answer(CapacityExperiment.NAME, new TypeReference<List<Network>>() {})
        .filter(networks -> !networks.isEmpty())
        .map(CapacitySection::section);
  }

  private static Element section(List<Network> networks) {
    List<Element> content = new ArrayList<>();
    content.add(
        Sections.figure(
            List.of(table(networks)),
            "Each network trained alike on the same images, one seed. Success: 8-bit files that the"
                + " network misreads. The boundary: the median over images of the smallest largest"
                + " change, in levels of 255, that was found to turn one (as floats)."));
    content.add(Element.of("h3", "The loss surface"));
    List<Element> surfaces = new ArrayList<>();
    double top =
        networks.stream()
            .flatMap(each -> each.surface().loss().stream())
            .flatMap(List::stream)
            .mapToDouble(each -> each)
            .max()
            .orElse(1);
    for (Network network : networks) {
      LossSurface surface = network.surface();
      surfaces.add(
          Sections.figure(
              new SurfacePlot(
                      "loss of the network of " + name(network),
                      "sign of another network's gradient, levels",
                      "sign of its own gradient, levels",
                      surface.levels(),
                      surface.loss(),
                      top)
                  .draw(),
              name(network) + ", " + surface.images() + " images"));
    }
    content.add(Element.of("div", surfaces).in("trio"));
    return Sections.section(
        "Width and depth",
        "Networks of several sizes under the same attacks; and the mean cross entropy after steps"
            + " along the sign of the network's own gradient (up) and of an independently trained"
            + " network's (right), from pale, 0, to deep, "
            + decimals(top)
            + ".",
        content);
  }

  private static String name(Network network) {
    return "width " + network.width() + ", blocks " + network.blocks().get(0) + " a stage";
  }

  private static Element table(List<Network> networks) {
    Set<String> attacks = new LinkedHashSet<>();
    networks.forEach(network -> network.attacks().forEach(row -> attacks.add(head(row))));
    List<String> heads = new ArrayList<>(List.of("network", "weights", "accuracy", "AUC"));
    heads.addAll(attacks);
    heads.add("boundary, levels");
    List<List<String>> rows = new ArrayList<>();
    for (Network network : networks) {
      List<String> row = new ArrayList<>();
      row.add(name(network));
      row.add(String.format(Locale.ROOT, "%,d", network.parameters()));
      row.add(number(network.accuracy()));
      row.add(number(network.auc()));
      for (String attack : attacks) {
        row.add(
            network.attacks().stream()
                .filter(each -> head(each).equals(attack))
                .findFirst()
                .map(each -> Numbers.percent(each.success()))
                .orElse(Numbers.NONE));
      }
      row.add(
          network.medianEpsilon() == null
              ? Numbers.NONE
              : decimals(255 * network.medianEpsilon().value()));
      rows.add(row);
    }
    return Table.of(heads, rows);
  }

  private static String number(@Nullable Estimate estimate) {
    return estimate == null ? Numbers.NONE : Numbers.number(estimate);
  }

  private static String head(Vulnerability.Row row) {
    return row.attack() + " at " + Numbers.levels(row.epsilon()) + "/255";
  }

  private static String decimals(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
