package io.lazaret.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The alert rules and their tests, as they lie in the project. */
final class AlertRules {
  private static final Path RULES = Peers.HOME.resolve("helm/lazaret/files/alerts");
  static final Path TESTS =
      Peers.HOME.resolve("operations/src/test/resources/alerts/lazaret.test.yaml");

  private AlertRules() {}

  /** Every alert, as Prometheus reads it. */
  static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    for (Path file : files()) {
      for (JsonNode group : read(file).get("groups")) {
        group.get("rules").forEach(alerts::add);
      }
    }
    return alerts;
  }

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(RULES)) {
      return files.sorted().toList();
    }
  }

  /** Every question that a test asks of an alert. */
  static List<JsonNode> questions() throws IOException {
    List<JsonNode> questions = new ArrayList<>();
    for (JsonNode test : read(TESTS).get("tests")) {
      test.get("alert_rule_test").forEach(questions::add);
    }
    return questions;
  }

  private static JsonNode read(Path file) throws IOException {
    return new YAMLMapper().readTree(file.toFile());
  }
}
