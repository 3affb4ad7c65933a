package io.lazaret.operations;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a chart installs. */
record Release(List<Manifest> manifests) {
  private static final KubernetesSerialization CLIENT = new KubernetesSerialization();

  /**
   * One object.
   *
   * @param object as a client of Kubernetes reads it; a generic one where it does not know its kind
   * @param json as it was written
   */
  record Manifest(HasMetadata object, JsonNode json) {}

  /** Reads Helm's output, one object a document. */
  static Release parse(String manifests) {
    return new Release(
        Stream.of(manifests.split("(?m)^---\\s*$"))
            .filter(text -> text.lines().anyMatch(line -> line.startsWith("kind:")))
            .map(text -> new Manifest(CLIENT.unmarshal(text), Chart.tree(text)))
            .toList());
  }

  List<HasMetadata> objects() {
    return manifests.stream().map(Manifest::object).toList();
  }

  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects().stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends HasMetadata> T one(Class<T> type, String name) {
    return all(type).stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " " + name));
  }

  /** The objects of a kind that the client does not know, by their names. */
  Map<String, JsonNode> custom(String kind) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    manifests.stream()
        .filter(manifest -> manifest.object().getKind().equals(kind))
        .forEach(manifest -> found.put(manifest.object().getMetadata().getName(), manifest.json()));
    return found;
  }

  /** Every pod that would run, by the name of what makes it. */
  Map<String, PodSpec> pods() {
    Map<String, PodSpec> pods = new LinkedHashMap<>();
    all(Deployment.class)
        .forEach(
            deployment ->
                pods.put(
                    deployment.getMetadata().getName(),
                    deployment.getSpec().getTemplate().getSpec()));
    all(Pod.class).forEach(pod -> pods.put(pod.getMetadata().getName(), pod.getSpec()));
    return pods;
  }

  /** Its containers, those that run first included. */
  static List<Container> containers(PodSpec pod) {
    return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream()).toList();
  }

  /** The app's own container. */
  Container app() {
    return containerOf("ward-lazaret");
  }

  Container containerOf(String deployment) {
    return pods().get(deployment).getContainers().get(0);
  }
}
