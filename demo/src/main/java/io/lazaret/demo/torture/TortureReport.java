package io.lazaret.demo.torture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.wire.JsonText;
import io.lazaret.sim.AuditReport;
import java.util.Locale;
import java.util.Map;

/**
 * What a torture did, and what the audit found.
 *
 * @param seconds of torture, the audit not counted
 * @param sent records by what they were made as
 * @param faults how often each was done
 * @param ends how processes of the app ended
 * @param wronglyCleared records on the topic of cleared images that are no images that anybody
 *     could judge
 */
public record TortureReport(
    long seed,
    double seconds,
    Map<String, Long> sent,
    Map<String, Integer> faults,
    Map<String, Integer> ends,
    AuditReport audit,
    long wronglyCleared) {

  /** Whether nothing was lost, nothing judged twice, and nothing let through unjudged. */
  public boolean passed() {
    return audit.lawKept() && wronglyCleared == 0;
  }

  /** The report as indented UTF-8 JSON. */
  public byte[] toJson() {
    ObjectNode json =
        JsonText.object()
            .put("passed", passed())
            .put("lawKept", audit.lawKept())
            .put("wronglyCleared", wronglyCleared)
            .put("seed", seed)
            .put("seconds", Math.round(seconds))
            .put("inputs", audit.inputs())
            .put("cleared", audit.cleared())
            .put("quarantined", audit.quarantined())
            .put("rejected", audit.rejected())
            .put("verdicts", audit.verdicts());
    ObjectNode found = json.putObject("findings");
    audit.findings().forEach(finding -> found.put(finding.kind().code(), finding.count()));
    sent.forEach(json.putObject("sent")::put);
    faults.forEach(json.putObject("faults")::put);
    ends.forEach(json.putObject("ends")::put);
    return JsonText.pretty(json);
  }

  /** The report for a person. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "%.0f s of torture, seed %d%n", seconds, seed));
    list(text, "sent", sent);
    list(text, "done", faults);
    list(text, "processes", ends);
    if (wronglyCleared > 0) {
      text.append(wronglyCleared).append(" records let through that nobody could judge\n");
    }
    return text.append(audit.toText()).toString();
  }

  private static void list(StringBuilder text, String name, Map<String, ?> counts) {
    counts.forEach(
        (what, count) ->
            text.append(String.format(Locale.ROOT, "%-10s %6s  %s%n", name, count, what)));
  }
}
