package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lazaret.operations.Dashboards.Panel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What can be said of the dashboards without running anything. */
class DashboardsTest {

  @TestFactory
  Stream<DynamicTest> everyPanelSaysWhatItShows() throws IOException {
    return Dashboards.panels().stream()
        .map(panel -> DynamicTest.dynamicTest(panel.title(), () -> assertComplete(panel)));
  }

  private static void assertComplete(Panel panel) {
    JsonNode defaults = panel.json().at("/fieldConfig/defaults");
    assertAll(
        () -> assertFalse(panel.json().path("title").asText().isBlank(), "title"),
        () ->
            assertTrue(panel.json().path("description").asText().matches(".*[.?]"), "description"),
        () -> assertFalse(defaults.path("unit").asText().isBlank(), "unit"),
        () -> assertFalse(defaults.at("/thresholds/steps").isEmpty(), "thresholds"),
        () -> assertFalse(panel.expressions().isEmpty(), "expressions"),
        () ->
            assertTrue(
                panel.expressions().stream().noneMatch(each -> each.contains("$")),
                "a variable that the dashboard does not have: " + panel.expressions()));
  }

  @Test
  void panelsDoNotOverlapAndEveryDashboardHasItsOwnName() throws IOException {
    Set<String> names = new HashSet<>();
    for (Path file : Dashboards.files()) {
      JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
      assertTrue(names.add(dashboard.get("uid").asText()), file.toString());
      Set<String> places = new HashSet<>();
      for (JsonNode panel : dashboard.get("panels")) {
        JsonNode place = panel.get("gridPos");
        for (int x = 0; x < place.get("w").asInt(); x++) {
          for (int y = 0; y < place.get("h").asInt(); y++) {
            int column = place.get("x").asInt() + x;
            assertTrue(column < 24, panel.get("title").asText());
            assertTrue(
                places.add(column + "/" + (place.get("y").asInt() + y)),
                panel.get("title").asText());
          }
        }
      }
    }
    assertEquals(5, names.size());
  }
}
