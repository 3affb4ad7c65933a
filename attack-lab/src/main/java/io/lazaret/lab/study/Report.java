package io.lazaret.lab.study;

import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.evaluate.Numbers;
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
        Numbers.number(evaluation.victim().accuracy()),
        Numbers.number(evaluation.victim().auc()));
    line(text, "Attacks on test images that it reads correctly:%n");
    line(
        text,
        "| attack | epsilon | at | file | succeed as floats | succeed in the file | largest change |"
            + " samples changed | queries | n |");
    line(text, "|---|---|---|---|---|---|---|---|---|---|");
    for (Evaluation.AttackRow row : evaluation.attacks()) {
      line(
          text,
          "| %s | %s/255 | %s | %s | %s | %s | %d levels | %.0f %% | %s | %d |",
          row.attack(),
          Numbers.levels(row.epsilon()),
          row.geometry(),
          row.encoding(),
          Numbers.percent(row.floatSuccess()),
          Numbers.percent(row.success()),
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
        "| detector | fitted on | attack | epsilon | at | file | images | AUC | AUC, harmless changes"
            + " too | TPR | n |");
    line(text, "|---|---|---|---|---|---|---|---|---|---|---|");
    for (Evaluation.DetectionRow row : evaluation.detection()) {
      line(
          text,
          "| %s | %s | %s | %s/255 | %s | %s | %s | %s | %s | %s | %d |",
          row.detector(),
          row.fittedOn(),
          row.attack(),
          Numbers.levels(row.epsilon()),
          row.geometry(),
          row.encoding(),
          row.population(),
          Numbers.number(row.auc()),
          Numbers.number(row.aucHarmless()),
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
        .map(share -> share == null ? "-" : Numbers.percent(share).replace(" %", ""))
        .collect(Collectors.joining(" / "));
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
