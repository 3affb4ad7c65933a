package io.lazaret.lab.study;

import io.lazaret.lab.evaluate.Evaluation;
import java.util.Locale;
import java.util.Map;

/** An evaluation as tables for a person. */
public final class Report {
  private Report() {}

  /** The report in Markdown. */
  public static String markdown(Recipe recipe, Evaluation evaluation) {
    StringBuilder text = new StringBuilder();
    line(text, "# %s%n", recipe.name());
    line(
        text,
        "The network reads %d clean images of patients never seen with accuracy %.3f, AUC %.3f.%n",
        evaluation.victim().n(),
        evaluation.victim().accuracy(),
        evaluation.victim().auc());
    line(text, "Attacks on test images that it reads correctly, as 8-bit files:%n");
    line(text, "| attack | epsilon | succeed | largest change | samples changed | n |");
    line(text, "|---|---|---|---|---|---|");
    for (Evaluation.AttackRow row : evaluation.attacks()) {
      line(
          text,
          "| %s | %s/255 | %.1f %% | %d levels | %.0f %% | %d |",
          row.attack(),
          levels(row.epsilon()),
          100 * row.success(),
          row.largestLevels(),
          100 * row.changed(),
          row.n());
    }
    detection(text, recipe, evaluation);
    falseAlarms(text, evaluation);
    line(text, "%nSanity flags: %s", evaluation.flags().isEmpty() ? "none" : evaluation.flags());
    return text.toString();
  }

  private static void detection(StringBuilder text, Recipe recipe, Evaluation evaluation) {
    line(
        text,
        "%nDetection, fitted on %s at %s/255 only; TPR in %% at an asked FPR of 1 / 5 / 10 %%:%n",
        recipe.fit().attack(),
        recipe.fit().epsilonLevels());
    line(text, "| detector | attack | epsilon | images | AUC | TPR | FPR reached | n |");
    line(text, "|---|---|---|---|---|---|---|---|");
    for (Evaluation.DetectionRow row : evaluation.detection()) {
      line(
          text,
          "| %s | %s | %s/255 | %s | %s | %s | %s | %d |",
          row.detector(),
          row.attack(),
          levels(row.epsilon()),
          row.population(),
          row.auc() == null ? "-" : String.format(Locale.ROOT, "%.3f", row.auc()),
          rates(row.tprAt()),
          rates(row.fprReached()),
          row.n());
    }
  }

  private static void falseAlarms(StringBuilder text, Evaluation evaluation) {
    line(text, "%nFalse alarms on test images after a harmless change, in %%:%n");
    line(text, "| detector | change | asked 1 / 5 / 10 %% | n |");
    line(text, "|---|---|---|---|");
    for (Evaluation.FalseAlarmRow row : evaluation.falseAlarms()) {
      line(
          text,
          "| %s | %s | %s | %d |",
          row.detector(),
          row.change(),
          rates(row.fprReached()),
          row.n());
    }
  }

  private static String rates(Map<String, Double> shares) {
    StringBuilder text = new StringBuilder();
    for (Double share : shares.values()) {
      text.append(text.isEmpty() ? "" : " / ")
          .append(share == null ? "-" : String.format(Locale.ROOT, "%.1f", 100 * share));
    }
    return text.toString();
  }

  private static String levels(double epsilon) {
    double levels = Math.round(epsilon * 255 * 100) / 100.0;
    return levels == Math.rint(levels) ? Integer.toString((int) levels) : Double.toString(levels);
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
