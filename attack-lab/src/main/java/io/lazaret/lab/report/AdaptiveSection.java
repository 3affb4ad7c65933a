package io.lazaret.lab.report;

import com.fasterxml.jackson.core.type.TypeReference;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Numbers;
import io.lazaret.lab.experiment.AdaptiveExperiment;
import io.lazaret.lab.experiment.AdaptiveExperiment.AttackRow;
import io.lazaret.lab.experiment.AdaptiveExperiment.DetectionRow;
import io.lazaret.lab.experiment.AdaptiveExperiment.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What attackers reach who know the taps or the detector. */
final class AdaptiveSection {
  private static final String RATE = "0.05";

  private AdaptiveSection() {}

  static Optional<Element> of(Results results) {
    return results
        .answer(AdaptiveExperiment.NAME, new TypeReference<Result>() {})
        .filter(result -> !result.attacks().isEmpty())
        .map(AdaptiveSection::section);
  }

  private static Element section(Result result) {
    return Sections.section(
        "Attackers who know the detector",
        "The detector that is attacked is "
            + result.target()
            + (result.standIn() ? ", its trees followed by their own softened splits" : "")
            + ". Share of the attacks that succeed which is caught at an asked false-positive rate"
            + " of 5 %. An attacker who still leaves mahalanobis more than 5 % says little; the"
            + " flags tell.",
        List.of(
            Element.of("h3", "Detectors as they were fitted"),
            Sections.figure(
                List.of(table(result, false)),
                "n: attacked images that succeed, as 8-bit files of patients never seen."),
            Element.of("h3", "Fitted once more, with this attacker's images of other patients"),
            Sections.figure(
                List.of(table(result, true)),
                "\"Followed\": the attacker then attacks the detector that was fitted again.")));
  }

  private static Element table(Result result, boolean again) {
    List<Column> columns =
        result.detection().stream()
            .filter(row -> row.fittedAgain() == again)
            .map(Column::of)
            .distinct()
            .toList();
    List<String> heads = new ArrayList<>(List.of("succeed"));
    columns.forEach(column -> heads.add(column.head()));
    List<Table.HeatRow> rows = new ArrayList<>();
    for (AttackRow attack : result.attacks()) {
      List<DetectionRow> own =
          result.detection().stream()
              .filter(row -> isOf(row, attack) && row.fittedAgain() == again)
              .toList();
      if (own.isEmpty() || (attack.attackedAgain() && !again)) {
        continue;
      }
      List<Estimate> shares = new ArrayList<>(List.of(attack.success()));
      for (Column column : columns) {
        shares.add(
            own.stream()
                .filter(row -> Column.of(row).equals(column))
                .findFirst()
                .map(row -> row.tprAt().get(RATE))
                .orElse(null));
      }
      rows.add(new Table.HeatRow(name(attack), shares, own.get(0).n()));
    }
    return Table.heat("attacker", heads, rows, 1, true);
  }

  /**
   * A detector.
   *
   * @param fittedOn of the recipe's fits; empty where each row names an attacker beside
   */
  private record Column(String detector, String fittedOn) {
    static Column of(DetectionRow row) {
      return new Column(row.detector(), row.fittedAgain() ? "" : row.fittedOn());
    }

    String head() {
      return fittedOn.isEmpty() ? detector : detector + ", on " + fittedOn;
    }
  }

  private static boolean isOf(DetectionRow row, AttackRow attack) {
    return row.attack().equals(attack.attack())
        && row.epsilon() == attack.epsilon()
        && row.steps() == attack.steps()
        && row.attackedAgain() == attack.attackedAgain();
  }

  private static String name(AttackRow attack) {
    return attack.attack()
        + ", "
        + Numbers.levels(attack.epsilon())
        + "/255, "
        + attack.steps()
        + " steps"
        + (attack.attackedAgain() ? ", followed" : "");
  }
}
