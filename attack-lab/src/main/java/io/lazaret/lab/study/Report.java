package io.lazaret.lab.study;

import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An evaluation as tables for a person. */
public final class Report {
  private Report() {}

  /** The report in Markdown. */
  public static String markdown(Recipe recipe, Evaluation evaluation) {
    StringBuilder text = new StringBuilder();
    line(text, "# %s%n", recipe.name());
    line(
        text,
        "The network reads %d clean images of patients never seen with accuracy %s, AUC %s. All"
            + " intervals: 95 %%, by resampling patients.%n",
        evaluation.victim().n(),
        number(evaluation.victim().accuracy()),
        number(evaluation.victim().auc()));
    line(text, "Attacks on test images that it reads correctly:%n");
    line(
        text,
        "| attack | epsilon | file | succeed as floats | succeed in the file | largest change |"
            + " samples changed | queries | n |");
    line(text, "|---|---|---|---|---|---|---|---|---|");
    for (Evaluation.AttackRow row : evaluation.attacks()) {
      line(
          text,
          "| %s | %s/255 | %s | %s | %s | %d levels | %.0f %% | %s | %d |",
          row.attack(),
          levels(row.epsilon()),
          row.encoding(),
          percent(row.floatSuccess()),
          percent(row.success()),
          row.largestLevels(),
          100 * row.changed(),
          row.queries() == null ? "-" : Math.round(row.queries()),
          row.n());
    }
    detection(text, recipe, evaluation);
    falseAlarms(text, evaluation);
    line(text, "%nSanity flags: %s", evaluation.flags().isEmpty() ? "none" : evaluation.flags());
    return text.toString();
  }

  private static void detection(StringBuilder text, Recipe recipe, Evaluation evaluation) {
    line(text, "%nDetection; TPR in %% at an asked FPR of 1 / 5 / 10 %%:%n");
    line(
        text,
        "| detector | fitted on | attack | epsilon | file | images | AUC | AUC, harmless changes"
            + " too | TPR | n |");
    line(text, "|---|---|---|---|---|---|---|---|---|---|");
    for (Evaluation.DetectionRow row : evaluation.detection()) {
      line(
          text,
          "| %s | %s | %s | %s/255 | %s | %s | %s | %s | %s | %d |",
          row.detector(),
          row.fittedOn(),
          row.attack(),
          levels(row.epsilon()),
          row.encoding(),
          row.population(),
          number(row.auc()),
          number(row.aucHarmless()),
          rates(row.tprAt()),
          row.n());
    }
  }

  private static void falseAlarms(StringBuilder text, Evaluation evaluation) {
    line(text, "%nFalse alarms on test images after a harmless change, in %%:%n");
    line(text, "| detector | fitted on | change | asked 1 / 5 / 10 %% | n |");
    line(text, "|---|---|---|---|---|");
    for (Evaluation.FalseAlarmRow row : evaluation.falseAlarms()) {
      line(
          text,
          "| %s | %s | %s | %s | %d |",
          row.detector(),
          row.fittedOn(),
          row.change(),
          rates(row.fprReached()),
          row.n());
    }
  }

  private static String rates(Map<String, Estimate> shares) {
    return shares.values().stream()
        .map(share -> share == null ? "-" : percent(share).replace(" %", ""))
        .collect(Collectors.joining(" / "));
  }

  private static String number(Estimate estimate) {
    return estimate == null
        ? "-"
        : String.format(
            Locale.ROOT, "%.3f (%.3f-%.3f)", estimate.value(), estimate.low(), estimate.high());
  }

  private static String percent(Estimate estimate) {
    return estimate == null
        ? "-"
        : String.format(
            Locale.ROOT,
            "%.1f (%.1f-%.1f) %%",
            100 * estimate.value(),
            100 * estimate.low(),
            100 * estimate.high());
  }

  private static String levels(double epsilon) {
    double levels = Math.round(epsilon * 255 * 100) / 100.0;
    return levels == Math.rint(levels) ? Integer.toString((int) levels) : Double.toString(levels);
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
