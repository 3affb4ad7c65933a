package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboards, alert rules, scraping, and the release's own test. */
@Tag("packaging")
class FilesTest {
  private static final Chart CHART = Chart.shipped();
  private static final String DASHBOARD = "{\"title\": \"Images\", \"legend\": \"{{topic}}\"}\n";
  private static final String RULES =
      """
      # Images wait.
      groups:
        - name: lazaret
          rules:
            - alert: LazaretStoreDown
              expr: lazaret_store_up == 0
              for: 5m
              labels: {severity: page}
              annotations:
                summary: "{{ $labels.store }} does not answer, {{ $value | humanize }}"
      """;

  /** Helm reads files of the chart only, so the dashboards lie in it a second time. */
  @Test
  void theChartsDashboardsAreTheRepositorys() throws IOException {
    Map<String, byte[]> expected = json(Chart.HOME.resolve("dashboards"));
    Map<String, byte[]> found = json(CHART.directory().resolve("files/dashboards"));
    String cure =
        "run: mkdir -p helm/lazaret/files/dashboards"
            + " && cp dashboards/*.json helm/lazaret/files/dashboards/";

    assertEquals(expected.keySet(), found.keySet(), cure);
    expected.forEach(
        (name, bytes) -> assertArrayEquals(bytes, found.get(name), name + "; " + cure));
  }

  private static Map<String, byte[]> json(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> found = Files.list(directory)) {
        for (Path file : (Iterable<Path>) found::iterator) {
          if (file.toString().endsWith(".json")) {
            files.put(file.getFileName().toString(), Files.readAllBytes(file));
          }
        }
      }
    }
    return files;
  }

  @Test
  void everyDashboardIsAConfigMapThatTheSidecarFinds(@TempDir Path work) throws IOException {
    Chart chart = CHART.copyTo(work);
    write(chart, "files/dashboards/Images_by_feed.json", DASHBOARD);

    ConfigMap map =
        chart
            .render(Chart.values("all"))
            .one(ConfigMap.class, "ward-quarantine-dashboard-images-by-feed");

    assertEquals(Map.of("Images_by_feed.json", DASHBOARD), map.getData());
    assertEquals("1", map.getMetadata().getLabels().get("grafana_dashboard"));
    assertEquals("Lazaret", map.getMetadata().getAnnotations().get("grafana_folder"));
  }

  /** Prometheus has templates of its own in the same braces, which Helm must leave alone. */
  @Test
  void alertRulesArriveWordForWord(@TempDir Path work) throws IOException {
    Chart chart = CHART.copyTo(work);
    write(chart, "files/alerts/test.rules.yaml", RULES);

    Release release = chart.render(Chart.values("all"));
    JsonNode rule = release.custom("PrometheusRule").get("ward-quarantine-test");

    assertEquals(Chart.tree(RULES), rule.get("spec"));
    assertEquals("prometheus", rule.at("/metadata/labels/release").asText());
    assertEquals(Set.of(), CustomResources.faults(rule));
  }

  @Test
  void theAuditorsRulesComeWithAnAuditorOnly() {
    String rules = "prometheusRule: {enabled: true}\n";

    assertEquals(
        Set.of("ward-lazaret-lazaret"), CHART.render(rules).custom("PrometheusRule").keySet());
    assertEquals(
        Set.of("ward-lazaret-lazaret", "ward-lazaret-lazaret-audit"),
        CHART.render(rules + "audit: {enabled: true}").custom("PrometheusRule").keySet());
  }

  @Test
  void runbooksAreReadWhereAPersonSaysSo() {
    String wiki = "https://wiki.example/lazaret";
    JsonNode rules =
        CHART
            .render("prometheusRule: {enabled: true, runbooks: '%s'}".formatted(wiki))
            .custom("PrometheusRule")
            .get("ward-lazaret-lazaret");

    List<String> runbooks = rules.findValuesAsText("runbook_url");
    assertFalse(runbooks.isEmpty());
    runbooks.forEach(runbook -> assertTrue(runbook.startsWith(wiki + "#lazaret"), runbook));
    assertEquals(Set.of(), CustomResources.faults(rules));
  }

  @Test
  void dashboardsAndRulesAreInstalledWhereTheyAreAskedForOnly(@TempDir Path work)
      throws IOException {
    Chart chart = CHART.copyTo(work);
    write(chart, "files/dashboards/images.json", DASHBOARD);
    write(chart, "files/alerts/test.rules.yaml", RULES);

    Release release = chart.render(Chart.values("minimal"));

    assertEquals(
        List.of("ward-lazaret"),
        release.all(ConfigMap.class).stream().map(map -> map.getMetadata().getName()).toList());
    assertEquals(Map.of(), release.custom("PrometheusRule"));
    assertEquals(Map.of(), release.custom("ServiceMonitor"));
  }

  private static void write(Chart chart, String name, String text) throws IOException {
    Path file = chart.directory().resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void appAndAuditAreScrapedThroughTheirServices() {
    Release release = Chart.installed("all");
    Map<String, JsonNode> monitors = release.custom("ServiceMonitor");

    assertEquals(Set.of("ward-quarantine", "ward-quarantine-audit"), monitors.keySet());
    monitors.forEach(
        (name, monitor) -> {
          Service service = release.one(Service.class, name);
          monitor
              .at("/spec/selector/matchLabels")
              .properties()
              .forEach(
                  label ->
                      assertEquals(
                          label.getValue().asText(),
                          service.getMetadata().getLabels().get(label.getKey())));
          assertEquals(
              service.getSpec().getPorts().get(0).getName(),
              monitor.at("/spec/endpoints/0/port").asText());
          assertEquals("/metrics", monitor.at("/spec/endpoints/0/path").asText());
        });
  }

  @Test
  void theReleasesOwnTestAsksTheServiceAndChecksTheSettings() {
    Release release = Chart.installed("all");
    Pod test = release.one(Pod.class, "ward-quarantine-test");

    assertEquals(
        List.of("app", "--config", "/etc/lazaret/app.yaml", "--check-config"),
        test.getSpec().getInitContainers().get(0).getArgs());
    String script = test.getSpec().getContainers().get(0).getCommand().get(2);
    Service service = release.one(Service.class, "ward-quarantine");
    int port = service.getSpec().getPorts().get(0).getPort();
    assertTrue(script.contains("http://ward-quarantine:" + port + "/readyz "), script);
  }
}
