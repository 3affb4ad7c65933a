package io.lazaret.lab.report;

import io.lazaret.core.Required;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.evaluate.Evaluation.AttackRow;
import io.lazaret.lab.evaluate.Evaluation.DetectionRow;
import io.lazaret.lab.evaluate.Evaluation.FalseAlarmRow;
import io.lazaret.lab.evaluate.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a reader should know who reads nothing else: four numbers, and a sentence about each. */
final class Headline {
  private Headline() {}

  /** A number, what it is, and the sentence. */
  private record Tile(String name, String number, String of, String sentence) {}

  static List<Element> of(Evaluation evaluation, Optional<Deciding> asked) {
    List<Tile> tiles = new ArrayList<>(List.of(network(evaluation.victim())));
    attacks(evaluation).ifPresent(tiles::add);
    asked.ifPresent(
        deciding -> {
          caught(evaluation, deciding).ifPresent(tiles::add);
          alarms(evaluation, deciding).ifPresent(tiles::add);
        });
    List<Element> drawn = new ArrayList<>();
    List<Element> sentences = new ArrayList<>();
    for (Tile tile : tiles) {
      drawn.add(
          Element.of(
                  "div",
                  Element.of("span", tile.name()),
                  Element.of("b", Sections.prose(tile.number())),
                  Element.of("small", Sections.prose(tile.of())))
              .in("tile"));
      sentences.add(Element.of("li", Sections.prose(tile.sentence())));
    }
    return List.of(
        Element.of("div", drawn).in("tiles"), Element.of("ul", sentences).in("sentences"));
  }

  private static Tile network(Evaluation.Victim victim) {
    return new Tile(
        "the network is right on",
        share(victim.accuracy()),
        "of " + victim.n() + " clean images",
        "The network names the class of "
            + Numbers.percent(victim.accuracy())
            + " of "
            + victim.n()
            + " clean images of patients it never saw; its AUC is "
            + Numbers.number(victim.auc())
            + ".");
  }

  private static Optional<Tile> attacks(Evaluation evaluation) {
    double epsilon = Deciding.epsilon(evaluation);
    List<AttackRow> rows =
        evaluation.attacks().stream()
            .filter(
                row ->
                    row.epsilon() == epsilon
                        && row.success() != null
                        && row.encoding().equals(Deciding.encoding(evaluation)))
            .sorted(
                Comparator.comparing(
                    row -> -Objects.requireNonNull(row.success(), "filtered").value()))
            .toList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    AttackRow most = rows.get(0);
    AttackRow least = rows.get(rows.size() - 1);
    int largest = Math.max(most.largestLevels(), least.largestLevels());
    return Optional.of(
        new Tile(
            Sections.attack(most.attack(), most.geometry()) + " turns over",
            share(most.success()),
            "of " + most.n() + " images, at " + Numbers.levels(epsilon) + "/255",
            "No sample changed by more than "
                + largest
                + "/255, saved as 8-bit files: "
                + Sections.attack(most.attack(), most.geometry())
                + " makes the network misread "
                + Numbers.percent(most.success())
                + " of the images that it reads correctly (n = "
                + most.n()
                + ")"
                + (rows.size() > 1
                    ? ", "
                        + Sections.attack(least.attack(), least.geometry())
                        + ", the weakest here, "
                        + Numbers.percent(least.success())
                        + " (n = "
                        + least.n()
                        + ")."
                    : ".")));
  }

  private static Optional<Tile> caught(Evaluation evaluation, Deciding deciding) {
    double epsilon = Deciding.epsilon(evaluation);
    List<DetectionRow> rows =
        Deciding.successful(evaluation).stream()
            .filter(
                row ->
                    deciding.is(row)
                        && row.epsilon() == epsilon
                        && row.encoding().equals(Deciding.encoding(evaluation))
                        && row.tprAt().get(deciding.rate()) != null)
            .sorted(Comparator.comparing(row -> Required.of(row.tprAt(), deciding.rate()).value()))
            .toList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    DetectionRow worst = rows.get(0);
    String asked = Numbers.percent(deciding.asked());
    return Optional.of(
        new Tile(
            deciding.detector() + " catches",
            share(worst.tprAt().get(deciding.rate())),
            "of successful "
                + Sections.attack(worst.attack(), worst.geometry())
                + (rows.size() > 1 ? ", its worst" : ""),
            "At an asked false-positive rate of "
                + asked
                + ", "
                + deciding.named()
                + ", catches "
                + Numbers.percent(worst.tprAt().get(deciding.rate()))
                + " of the successful images of "
                + Sections.attack(worst.attack(), worst.geometry())
                + " (n = "
                + worst.n()
                + ")"
                + best(rows, deciding.rate())));
  }

  private static String best(List<DetectionRow> rows, String rate) {
    DetectionRow worst = rows.get(0);
    DetectionRow best = rows.get(rows.size() - 1);
    if (Required.of(worst.tprAt(), rate).value() == Required.of(best.tprAt(), rate).value()) {
      return rows.size() > 1 ? ", and as many of every other attack." : ".";
    }
    return ", the attack it is worst at, and "
        + Numbers.percent(best.tprAt().get(rate))
        + " of those of "
        + Sections.attack(best.attack(), best.geometry())
        + " (n = "
        + best.n()
        + "), which it is best at.";
  }

  private static Optional<Tile> alarms(Evaluation evaluation, Deciding deciding) {
    List<FalseAlarmRow> rows =
        evaluation.falseAlarms().stream()
            .filter(row -> deciding.is(row) && row.fprReached().get(deciding.rate()) != null)
            .toList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    FalseAlarmRow clean = rows.get(0);
    FalseAlarmRow worst =
        rows.stream()
            .max(
                Comparator.comparing(row -> Required.of(row.fprReached(), deciding.rate()).value()))
            .orElseThrow();
    return Optional.of(
        new Tile(
            "false alarms",
            share(clean.fprReached().get(deciding.rate())),
            "of " + clean.n() + " clean images, asked " + Numbers.percent(deciding.asked()),
            "It stops "
                + Numbers.percent(clean.fprReached().get(deciding.rate()))
                + " of the clean test images (n = "
                + clean.n()
                + ")"
                + (worst == clean
                    ? ", and no harmless change makes that more."
                    : "; of all harmless changes it minds "
                        + worst.change()
                        + " most, and stops "
                        + Numbers.percent(worst.fprReached().get(deciding.rate()))
                        + " (n = "
                        + worst.n()
                        + ").")));
  }

  private static String share(@Nullable Estimate estimate) {
    return estimate == null
        ? Numbers.NONE
        : Numbers.percent(Math.round(1e3 * estimate.value()) / 1e3);
  }
}
