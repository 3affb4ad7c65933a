package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every alert fires when it must and only then, and says what to do. */
class AlertRulesTest {
  private static final String RUNBOOK = "docs/operations.md#";

  @Test
  @Tag("peers")
  void prometheusTakesTheRulesAndTheirTestsPass() throws IOException, InterruptedException {
    String promtool = Peers.program("promtool");

    for (Path rules : AlertRules.files()) {
      Peers.run("", List.of(promtool, "check", "rules", rules.toString()));
    }
    Peers.run("", List.of(promtool, "test", "rules", AlertRules.TESTS.toString()));
  }

  @TestFactory
  Stream<DynamicTest> everyAlertIsTestedBothWays() throws IOException {
    List<JsonNode> questions = AlertRules.questions();
    return AlertRules.alerts().stream()
        .map(alert -> alert.get("alert").asText())
        .map(
            alert ->
                DynamicTest.dynamicTest(
                    alert,
                    () -> {
                      List<JsonNode> its =
                          questions.stream()
                              .filter(each -> each.get("alertname").asText().equals(alert))
                              .toList();
                      assertAll(
                          () -> assertTrue(its.stream().anyMatch(AlertRulesTest::fires), "fires"),
                          () ->
                              assertTrue(
                                  its.stream().anyMatch(each -> !fires(each)), "does not fire"));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> everyAlertHasItsRunbook() throws IOException {
    Set<String> headings =
        Files.readAllLines(Peers.HOME.resolve("docs/operations.md")).stream()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return AlertRules.alerts().stream()
        .map(
            alert ->
                DynamicTest.dynamicTest(
                    alert.get("alert").asText(),
                    () -> {
                      String runbook = alert.get("annotations").get("runbook_url").asText();
                      assertTrue(runbook.startsWith(RUNBOOK), runbook);
                      assertTrue(headings.contains(runbook.substring(RUNBOOK.length())), runbook);
                    }));
  }

  private static boolean fires(JsonNode question) {
    return !question.get("exp_alerts").isEmpty();
  }
}
