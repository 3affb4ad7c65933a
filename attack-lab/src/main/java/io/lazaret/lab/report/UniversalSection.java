package io.lazaret.lab.report;

import com.fasterxml.jackson.core.type.TypeReference;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation.AttackRow;
import io.lazaret.lab.evaluate.Evaluation.DetectionRow;
import io.lazaret.lab.evaluate.Numbers;
import io.lazaret.lab.experiment.UniversalExperiment;
import io.lazaret.lab.experiment.UniversalExperiment.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one change for all images does. */
final class UniversalSection {
  private static final String RATE = "0.05";

  private UniversalSection() {}

  static Optional<Element> of(Results results) {
    return results
        .answer(UniversalExperiment.NAME, new TypeReference<Result>() {})
        .filter(result -> !result.attacks().isEmpty())
        .map(UniversalSection::section);
  }

  private static Element section(Result result) {
    return Sections.section(
        "One change for all images",
        "A single perturbation, fitted to images of other patients and added to every test image"
            + " alike: away from whatever class an image has, or towards one.",
        List.of(
            Sections.figure(
                List.of(table(result)),
                "Share of the images that are misread (towards a class: read as it), then, of"
                    + " those, the share that each detector catches at an asked false-positive"
                    + " rate of 5 %; in %, as 8-bit files. n: images.")));
  }

  private static Element table(Result result) {
    List<List<String>> detectors =
        result.detection().stream()
            .map(row -> List.of(row.detector(), row.fittedOn()))
            .distinct()
            .toList();
    List<String> heads = new ArrayList<>(List.of("succeed"));
    detectors.forEach(each -> heads.add(each.get(0) + ", on " + each.get(1)));
    List<Table.HeatRow> rows = new ArrayList<>();
    for (AttackRow attack : result.attacks()) {
      List<Estimate> shares = new ArrayList<>();
      shares.add(attack.success());
      for (List<String> detector : detectors) {
        shares.add(
            result.detection().stream()
                .filter(row -> isOf(row, attack) && detector.get(0).equals(row.detector()))
                .filter(row -> detector.get(1).equals(row.fittedOn()))
                .findFirst()
                .map(row -> row.tprAt().get(RATE))
                .orElse(null));
      }
      String name = attack.attack() + ", " + Numbers.levels(attack.epsilon()) + "/255";
      rows.add(new Table.HeatRow(name, shares, attack.n()));
    }
    return Table.heat("perturbation", heads, rows, 1, true);
  }

  private static boolean isOf(DetectionRow row, AttackRow attack) {
    return row.population().equals("successful")
        && row.attack().equals(attack.attack())
        && row.epsilon() == attack.epsilon();
  }
}
