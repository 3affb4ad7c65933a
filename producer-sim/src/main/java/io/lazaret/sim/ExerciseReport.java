package io.lazaret.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.wire.JsonText;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came of an exercise: the verdicts on images whose truth is known.
 *
 * @param sent images with a known truth
 * @param received verdicts on them
 * @param unanswered images without a verdict
 * @param strangers verdicts on images without a known truth, counted nowhere else
 * @param cleared verdicts that let an image through
 * @param quarantined verdicts suspect or undecidable
 * @param rejected verdicts malformed
 * @param caught attacked images that were suspect, of all attacked
 * @param caughtSuccessful the same, of the attacks that changed the model's answer
 * @param missedSuccessful attacks that changed the model's answer and were cleared, of these
 * @param falseAlarms clean images that were suspect, of all clean; with a harmless change or not
 * @param undecided images neither attacked nor malformed that could not be judged, of these
 * @param malformedRejected malformed images that were rejected, of all malformed
 * @param malformedCleared malformed images that were cleared, of all malformed
 * @param caughtByAttack caught images by the attack's name and epsilon
 * @param falseAlarmsByChange false alarms by the harmless change's name; {@code none} without one
 */
public record ExerciseReport(
    long sent,
    long received,
    long unanswered,
    long strangers,
    long cleared,
    long quarantined,
    long rejected,
    Rate caught,
    Rate caughtSuccessful,
    Rate missedSuccessful,
    Rate falseAlarms,
    Rate undecided,
    Rate malformedRejected,
    Rate malformedCleared,
    SortedMap<String, Rate> caughtByAttack,
    SortedMap<String, Rate> falseAlarmsByChange) {

  public ExerciseReport {
    caughtByAttack = Collections.unmodifiableSortedMap(new TreeMap<>(caughtByAttack));
    falseAlarmsByChange = Collections.unmodifiableSortedMap(new TreeMap<>(falseAlarmsByChange));
  }

  /** The report as indented UTF-8 JSON. */
  public byte[] toJson() {
    ObjectNode json = JsonText.object();
    json.put("schemaVersion", 1)
        .put("sent", sent)
        .put("received", received)
        .put("unanswered", unanswered)
        .put("strangers", strangers)
        .put("cleared", cleared)
        .put("quarantined", quarantined)
        .put("rejected", rejected);
    json.set("caught", caught.toJson());
    json.set("caughtSuccessful", caughtSuccessful.toJson());
    json.set("missedSuccessful", missedSuccessful.toJson());
    json.set("falseAlarms", falseAlarms.toJson());
    json.set("undecided", undecided.toJson());
    json.set("malformedRejected", malformedRejected.toJson());
    json.set("malformedCleared", malformedCleared.toJson());
    json.set("caughtByAttack", rates(caughtByAttack));
    json.set("falseAlarmsByChange", rates(falseAlarmsByChange));
    return JsonText.pretty(json);
  }

  /** The report for a person, several lines, each ended. */
  public String toText() {
    var text = new StringBuilder();
    line(text, "received", received + " of " + sent + " sent");
    line(text, "  cleared", Long.toString(cleared));
    line(text, "  quarantined", Long.toString(quarantined));
    line(text, "  rejected", Long.toString(rejected));
    line(text, "attacked and caught", caught.toString());
    caughtByAttack.forEach((attack, rate) -> line(text, "  " + attack, rate.toString()));
    line(text, "successful and caught", caughtSuccessful.toString());
    line(text, "successful and cleared", missedSuccessful.toString());
    line(text, "false alarms", falseAlarms.toString());
    falseAlarmsByChange.forEach((change, rate) -> line(text, "  " + change, rate.toString()));
    line(text, "undecided", undecided.toString());
    line(text, "malformed and rejected", malformedRejected.toString());
    line(text, "malformed and cleared", malformedCleared.toString());
    if (strangers > 0) {
      line(text, "verdicts without truth", Long.toString(strangers));
    }
    return text.append("Rates with 95 % Wilson intervals.\n").toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format("%-26s %s%n", name, value));
  }

  private static ObjectNode rates(Map<String, Rate> rates) {
    ObjectNode json = JsonText.object();
    rates.forEach((name, rate) -> json.set(name, rate.toJson()));
    return json;
  }
}
