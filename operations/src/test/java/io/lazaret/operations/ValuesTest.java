package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every value is documented in three places, in the same words; wrong ones are refused by name. */
@Tag("packaging")
class ValuesTest {
  private static final Chart CHART = Chart.shipped();
  private static final Pattern COMMENT = Pattern.compile("( *)# (.*)");
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z0-9]+):.*");

  @Test
  void everyValueHasTheSchemasDescriptionAsItsComment() {
    assertEquals(descriptions(), comments());
  }

  @Test
  void theReadmesTableIsThatOfTheSchema() {
    List<String> expected = new ArrayList<>();
    Map<String, JsonNode> defaults = defaults();
    descriptions()
        .forEach(
            (path, description) ->
                expected.add(
                    "| `%s` | %s | %s |"
                        .formatted(
                            path, shown(defaults.get(path)), description.replace("|", "\\|"))));
    List<String> table =
        CHART.lines("README.md").stream()
            .dropWhile(line -> !line.startsWith("| Value |"))
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .toList();

    assertEquals(String.join("\n", expected), String.join("\n", table));
  }

  private static String shown(JsonNode value) {
    boolean empty = value.isContainerNode() ? value.isEmpty() : value.asText().isEmpty();
    return empty ? "empty" : "`" + (value.isTextual() ? value.asText() : value.toString()) + "`";
  }

  @Test
  void valuesAndSchemaHaveTheSameKeys() {
    assertEquals(List.copyOf(defaults().keySet()), List.copyOf(descriptions().keySet()));
  }

  /** Of each value, in the order of the schema. What takes no other keys is a section. */
  private static Map<String, String> descriptions() {
    Map<String, String> found = new LinkedHashMap<>();
    describe(schema(), "", found);
    return found;
  }

  private static void describe(JsonNode node, String path, Map<String, String> found) {
    assertTrue(node.hasNonNull("description"), path);
    if (isSection(node)) {
      node.get("properties")
          .properties()
          .forEach(field -> describe(field.getValue(), below(path, field.getKey()), found));
    } else {
      found.put(path, node.get("description").asText());
    }
  }

  private static boolean isSection(JsonNode node) {
    return node.path("additionalProperties").isBoolean() && node.has("properties");
  }

  private static Map<String, JsonNode> defaults() {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    ObjectNode values = Chart.tree(String.join("\n", CHART.lines("values.yaml")));
    collect(values, schema(), "", found);
    return found;
  }

  private static void collect(
      JsonNode value, JsonNode schema, String path, Map<String, JsonNode> found) {
    if (schema.isMissingNode() || !isSection(schema)) {
      found.put(path, value);
      return;
    }
    value
        .properties()
        .forEach(
            field ->
                collect(
                    field.getValue(),
                    schema.path("properties").path(field.getKey()),
                    below(path, field.getKey()),
                    found));
  }

  private static JsonNode schema() {
    return Chart.tree(String.join("\n", CHART.lines("values.schema.json")));
  }

  private static String below(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The comment right above each key, by the key's path; keys below a value have none. */
  private static Map<String, String> comments() {
    Map<String, String> found = new LinkedHashMap<>();
    List<String> path = new ArrayList<>();
    List<String> comment = new ArrayList<>();
    for (String line : CHART.lines("values.yaml")) {
      Matcher text = COMMENT.matcher(line);
      Matcher key = KEY.matcher(line);
      if (text.matches()) {
        comment.add(text.group(2));
        continue;
      }
      if (key.matches()) {
        path.subList(key.group(1).length() / 2, path.size()).clear();
        path.add(key.group(2));
        if (!comment.isEmpty()) {
          found.put(String.join(".", path), String.join(" ", comment));
        }
      }
      comment.clear();
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kafka/bootstrapServers | kafka: {bootstrapServers: ''}
          kafka/bootstrapServers | kafka: {bootstrapServers: kafka}
          replicas | replicas: -1
          replicaCount | replicaCount: 3
          kafka/tls | kafka: {tls: {enabledd: true}}
          kafka/sasl/mechanism | kafka: {sasl: {mechanism: NTLM}}
          kafka/sasl/secret | kafka: {sasl: {mechanism: PLAIN}}
          kafka/properties/ssl.key.password | kafka: {properties: {ssl.key.password: open sesame}}
          kafka/properties/sasl.jaas.config | kafka: {properties: {sasl.jaas.config: 'a password="b";'}}
          topics/verdicts | topics: {verdicts: 'no spaces'}
          falsePositiveRate | falsePositiveRate: 1
          imageBytes | imageBytes: 0
          logFormat | logFormat: xml
          settings/http | settings: {http: {port: 9}}
          settings/kafka/applicationId | settings: {kafka: {applicationId: other}}
          settings/limits/imageBytes | settings: {limits: {imageBytes: 9}}
          bundles/source | bundles: {source: ftp}
          bundles/pvc/claim | bundles: {source: pvc}
          bundles/image/reference | bundles: {source: image}
          bundles/objectStore/uri | bundles: {source: objectStore}
          bundles/served | bundles: {served: {chest-xray: a}}
          bundles/served | bundles: {source: pvc, pvc: {claim: c}, served: {chest-xray: ../../etc}}
          bundles/source | rollout: {enabled: true}
          trustedKeys | trustedKeys: {ward.pem: '-----BEGIN PRIVATE KEY-----'}
          trustedKeys | trustedKeys: {app.yaml: '-----BEGIN PUBLIC KEY-----'}
          objects/directories/0 | objects: {directories: [{path: /mnt}]}
          s3/url | s3: {url: minio}
          java/heap | java: {heap: 2 GB}
          resources | resources: {limit: {memory: 4Gi}}
          gpu/count | gpu: {count: 0}
          image/digest | image: {digest: 'sha256:short'}
          securityContext/runAsUser | securityContext: {runAsUser: 0}
          networkPolicy/kafkaPorts/0 | networkPolicy: {kafkaPorts: [70000]}
          serviceMonitor/interval | serviceMonitor: {interval: often}
          strimzi/cluster | strimzi: {topics: {enabled: true}}
          strimzi/users/authentication | strimzi: {users: {authentication: none}}
          audit | audit: {replicas: 2}
          autoscaling.enabled and keda.enabled | {autoscaling: {enabled: true}, keda: {enabled: true}}
          autoscaling.cpuUtilization | autoscaling: {enabled: true, cpuUtilization: 0}
          """)
  void aWrongValueIsRefusedByItsName(String name, String values) {
    String message = assertThrows(RuntimeException.class, () -> CHART.render(values)).getMessage();

    assertTrue(message.contains(name), message);
  }
}
