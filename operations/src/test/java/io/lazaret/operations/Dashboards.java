package io.lazaret.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The dashboards, as they lie in the project. */
final class Dashboards {
  static final Path DIRECTORY = Peers.HOME.resolve("dashboards");

  private Dashboards() {}

  /**
   * A panel of a dashboard.
   *
   * @param json as Grafana reads it
   */
  record Panel(String dashboard, JsonNode json) {
    String title() {
      return dashboard + ": " + json.path("title").asText();
    }

    /** What it asks Prometheus, with Grafana's variables as Grafana would fill them in. */
    List<String> expressions() {
      List<String> expressions = new ArrayList<>();
      for (JsonNode target : json.path("targets")) {
        expressions.add(
            target
                .path("expr")
                .asText()
                .replace("$__rate_interval", "15s")
                .replaceAll("\\$(instance|feed|modality)\\b", ".*"));
      }
      return expressions;
    }
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  static List<Panel> panels() throws IOException {
    List<Panel> panels = new ArrayList<>();
    for (Path file : files()) {
      JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
      for (JsonNode panel : dashboard.get("panels")) {
        panels.add(new Panel(dashboard.get("title").asText(), panel));
      }
    }
    return panels;
  }
}
