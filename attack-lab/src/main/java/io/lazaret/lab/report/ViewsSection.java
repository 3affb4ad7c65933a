package io.lazaret.lab.report;

import com.fasterxml.jackson.core.type.TypeReference;
import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Numbers;
import io.lazaret.lab.experiment.ViewsExperiment;
import io.lazaret.lab.experiment.ViewsExperiment.Alarms;
import io.lazaret.lab.experiment.ViewsExperiment.Choice;
import io.lazaret.lab.experiment.ViewsExperiment.Detection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What each view and each kind of number is worth. */
final class ViewsSection {
  private static final double ONE_LEVEL = 1.0 / 255;
  private static final String RATE = "0.05";

  private ViewsSection() {}

  static Optional<Element> of(Results results) {
    return results
        .answer(ViewsExperiment.NAME, new TypeReference<List<Choice>>() {})
        .filter(choices -> !choices.isEmpty() && !choices.get(0).detection().isEmpty())
        .map(ViewsSection::section);
  }

  private static Element section(List<Choice> choices) {
    double epsilon =
        choices.get(0).detection().stream()
            .map(Detection::epsilon)
            .min(Comparator.comparing(each -> Math.abs(each - ONE_LEVEL)))
            .orElseThrow();
    String at = " at " + Numbers.levels(epsilon) + "/255";
    return Sections.section(
        "What each view and each kind of number is worth",
        "Consistency, fitted and calibrated again on parts of its numbers, and with what"
            + " consistency-deep looks at.",
        List.of(
            Sections.figure(
                List.of(
                    Element.of("h3", "AUC" + at), heat(choices, epsilon, Detection::auc, false)),
                "Attacks that succeed, as PNG files, against clean test images. n: numbers of an"
                    + " image that are looked at."),
            Sections.details(
                "Found" + at,
                Sections.figure(
                    List.of(heat(choices, epsilon, each -> each.tprAt().get(RATE), true)),
                    "Share above the threshold of a false-positive rate of 5 %, in percent; each"
                        + " line has a threshold of its own.")),
            Sections.details(
                "False alarms",
                Sections.figure(
                    List.of(alarms(choices)),
                    "Clean test images above that threshold, and images after the harmless change"
                        + " that raises the most alarms."))));
  }

  private static Element heat(
      List<Choice> choices, double epsilon, Function<Detection, Estimate> what, boolean percent) {
    List<String> attacks = at(choices.get(0), epsilon).stream().map(Detection::attack).toList();
    List<Table.HeatRow> rows = new ArrayList<>();
    for (Choice choice : choices) {
      List<Estimate> cells = new ArrayList<>();
      at(choice, epsilon).forEach(each -> cells.add(what.apply(each)));
      rows.add(new Table.HeatRow(choice.kept(), cells, choice.numbers()));
    }
    return Table.heat("looks at", attacks, rows, 1, percent);
  }

  private static List<Detection> at(Choice choice, double epsilon) {
    return choice.detection().stream().filter(each -> each.epsilon() == epsilon).toList();
  }

  private static Element alarms(List<Choice> choices) {
    List<List<String>> rows = new ArrayList<>();
    for (Choice choice : choices) {
      Alarms alarms = choice.falseAlarms().get(RATE);
      if (alarms != null) {
        rows.add(
            List.of(
                choice.kept(),
                Integer.toString(choice.views()),
                percent(alarms.clean()),
                percent(alarms.worst()),
                alarms.change()));
      }
    }
    return Table.of(List.of("looks at", "views", "clean", "worst change", "which"), rows);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
