package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lazaret.operations.Dashboards.Panel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The real app, the real auditor and a real Prometheus: dashboards and alerts find their data. */
@Tag("peers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveDashboardsTest {
  /** From the start of everything on: Java compiles, and rates need some scrapes. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Pattern METRIC =
      Pattern.compile("\\b(lazaret|kafka|jvm|process|system)_\\w+");

  private final long start = System.nanoTime();
  private LiveSystem system;
  private Prometheus prometheus;

  @BeforeAll
  void startAll(@TempDir Path work) throws IOException, InterruptedException {
    Peers.program("prometheus");
    system = LiveSystem.start(work);
    prometheus = Prometheus.start(work, system.ports());
  }

  @AfterAll
  void stopAll() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (system != null) {
      system.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyExpressionOfEveryPanelHasData() throws IOException {
    return Dashboards.panels().stream()
        .map(panel -> DynamicTest.dynamicTest(panel.title(), () -> awaitData(panel)));
  }

  private void awaitData(Panel panel) throws IOException, InterruptedException {
    for (String expression : panel.expressions()) {
      String complaint = complaint(expression);
      while (!complaint.isEmpty() && System.nanoTime() - start < PATIENCE.toNanos()) {
        Thread.sleep(500);
        complaint = complaint(expression);
      }
      assertEquals("", complaint);
    }
  }

  private String complaint(String expression) throws InterruptedException {
    try {
      JsonNode series = prometheus.query(expression);
      if (series.isEmpty()) {
        return "no data: " + expression;
      }
      for (JsonNode one : series) {
        if (one.at("/value/1").asText().equals("NaN")) {
          return "not a number: " + expression + " for " + one.get("metric");
        }
      }
      return "";
    } catch (IOException e) {
      return expression + ": " + e.getMessage();
    }
  }

  @Test
  void everyMetricOfOursIsOnAPanel() throws IOException, InterruptedException {
    Set<String> shown = new TreeSet<>();
    Dashboards.panels()
        .forEach(panel -> panel.expressions().forEach(each -> shown.addAll(metrics(each))));

    Set<String> missing =
        awaitNames().stream()
            .filter(name -> name.startsWith("lazaret_"))
            .map(LiveDashboardsTest::family)
            .filter(name -> !shown.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), missing);
  }

  @Test
  void everyMetricThatAnAlertNamesIsThere() throws IOException, InterruptedException {
    Set<String> there =
        awaitNames().stream().map(LiveDashboardsTest::family).collect(Collectors.toSet());
    for (JsonNode alert : AlertRules.alerts()) {
      for (String name : metrics(alert.get("expr").asText())) {
        assertTrue(there.contains(name), alert.get("alert").asText() + ": " + name);
      }
    }
  }

  @Test
  void promtoolFindsNothingWrongWithWhatIsScraped() throws IOException, InterruptedException {
    String ours =
        system
            .metrics()
            .lines()
            .filter(line -> line.matches("(# (HELP|TYPE) )?lazaret_.*"))
            .collect(Collectors.joining("\n", "", "\n"));

    assertEquals("", Peers.run(ours, List.of(Peers.program("promtool"), "check", "metrics")));
  }

  /** Once all that the app shows was scraped. */
  private List<String> awaitNames() throws IOException, InterruptedException {
    awaitData(Dashboards.panels().get(0));
    return prometheus.names();
  }

  private static Set<String> metrics(String expression) {
    Set<String> found = new TreeSet<>();
    for (Matcher each = METRIC.matcher(expression); each.find(); ) {
      found.add(family(each.group()));
    }
    return found;
  }

  /** A histogram's name, without what each of its series has besides. */
  private static String family(String name) {
    return name.startsWith("lazaret_") ? name.replaceFirst("_(bucket|sum|count|max)$", "") : name;
  }
}
