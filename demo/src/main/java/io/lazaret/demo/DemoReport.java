package io.lazaret.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.corpus.Agreement;
import io.lazaret.core.wire.JsonText;
import io.lazaret.sim.AuditReport;
import io.lazaret.sim.ExerciseReport;
import java.util.Locale;

/**
 * What came of a demo.
 *
 * @param exercise verdicts against the truth
 * @param audit whether the law was kept
 * @param agreement the stream's verdicts against those of the bare assessor
 * @param imagesPerSecond of the stream, from the first verdicts seen to the last; not a number when
 *     all came at once
 * @param modelImagesPerSecond of the bare assessor on the same images
 * @param bundle id of the bundle that judged
 * @param seed of phantoms and order
 */
public record DemoReport(
    ExerciseReport exercise,
    AuditReport audit,
    Agreement agreement,
    double imagesPerSecond,
    double modelImagesPerSecond,
    String bundle,
    long seed) {

  /** Whether every record has exactly one route and one verdict. */
  public boolean lawKept() {
    return audit.lawKept() && exercise.unanswered() == 0;
  }

  /** The report as indented UTF-8 JSON. */
  public byte[] toJson() {
    ObjectNode json =
        JsonText.object()
            .put("received", exercise.sent())
            .put("cleared", exercise.cleared())
            .put("quarantined", exercise.quarantined())
            .put("rejected", exercise.rejected())
            .put("verdicts", exercise.received())
            .put("attacked", exercise.caught().of())
            .put("caught", exercise.caught().hits())
            .put("clean", exercise.falseAlarms().of())
            .put("falseAlarms", exercise.falseAlarms().hits())
            .put("imagesPerSecond", Double.isFinite(imagesPerSecond) ? imagesPerSecond : null)
            .put("modelImagesPerSecond", modelImagesPerSecond)
            .put("lawKept", lawKept())
            .put("agreeing", agreement.agreeing() + agreement.nearThreshold())
            .put("disagreeing", agreement.disagreeing().size())
            .put("bundle", bundle)
            .put("seed", seed);
    return JsonText.pretty(json);
  }

  /** The report as a table. */
  public String toText() {
    StringBuilder text = new StringBuilder("\n");
    row(text, "received", "%d", exercise.sent());
    row(text, "cleared", "%d", exercise.cleared());
    row(text, "quarantined", "%d", exercise.quarantined());
    row(text, "rejected", "%d", exercise.rejected());
    row(text, "verdicts", "%d", exercise.received());
    row(text, "attacked", "%d", exercise.caught().of());
    row(text, "caught", "%s", exercise.caught());
    row(text, "false alarms", "%s", exercise.falseAlarms());
    row(text, "images/s, stream", "%.0f", imagesPerSecond);
    row(
        text,
        "images/s, bare assessor",
        "%.0f (stream / bare: %.2f)",
        modelImagesPerSecond,
        imagesPerSecond / modelImagesPerSecond);
    row(
        text,
        "as the offline evaluation",
        "%d of %d verdicts%s",
        agreement.agreeing() + agreement.nearThreshold(),
        agreement.agreeing() + agreement.nearThreshold() + agreement.disagreeing().size(),
        agreement.disagreeing().isEmpty() ? "" : ", first: " + agreement.disagreeing().get(0));
    row(text, "bundle", "%s", bundle);
    text.append(lawKept() ? "audit: the law is kept\n" : audit.toText());
    return text.toString();
  }

  private static void row(StringBuilder text, String name, String format, Object... values) {
    text.append(String.format(Locale.ROOT, "%-26s ", name))
        .append(String.format(Locale.ROOT, format, values))
        .append('\n');
  }
}
