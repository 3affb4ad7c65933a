package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.LintResult;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of everything that the chart installs, with every values file. */
@Tag("packaging")
class ChartTest {
  private static final Chart CHART = Chart.shipped();
  private static final String FILES = "io.lazaret.operations.Chart#valuesFiles";

  @ParameterizedTest
  @MethodSource(FILES)
  void itPassesHelmsStrictLint(Path values, @TempDir Path work) {
    LintResult lint = CHART.lint(values, work);

    assertFalse(lint.isFailed(), () -> String.join("\n", lint.getMessages()));
  }

  @Test
  void theStrictLintFindsWhatIsBroken(@TempDir Path work) throws IOException {
    Chart broken = CHART.copyTo(Files.createDirectory(work.resolve("broken")));
    Files.writeString(
        broken.directory().resolve("templates/broken.yaml"), "a: {{ .Values.not.there }}\n");

    assertTrue(broken.lint(Chart.values("minimal"), work).isFailed());
  }

  @ParameterizedTest
  @MethodSource(FILES)
  void noObjectHasAnUnknownField(Path values) {
    Release release = Chart.installed(values);

    assertFalse(release.objects().isEmpty());
    for (HasMetadata object : release.objects()) {
      assertEquals(
          List.of(),
          object instanceof GenericKubernetesResource
              ? UnknownFields.of(object.getMetadata(), object.getKind())
              : UnknownFields.of(object));
    }
  }

  @Test
  void anUnknownFieldIsFound() {
    HasMetadata typo =
        Release.parse(
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: typo}
                spec:
                  replicaz: 2
                  template: {spec: {containers: [{name: a, resources: {limit: {cpu: 1}}}]}}
                """)
            .objects()
            .get(0);

    assertEquals(
        Set.of(
            "Deployment/typo.Spec.replicaz",
            "Deployment/typo.Spec.Template.Spec.Containers[].Resources.limit"),
        new HashSet<>(UnknownFields.of(typo)));
  }

  @Test
  void aWrongTypeIsRefused() {
    assertThrows(
        RuntimeException.class,
        () ->
            Release.parse(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: two}"));
  }

  @ParameterizedTest
  @MethodSource(FILES)
  void everyCustomResourceFitsItsDefinition(Path values) {
    for (Release.Manifest manifest : Chart.installed(values).manifests()) {
      if (manifest.object() instanceof GenericKubernetesResource object) {
        assertEquals(
            Set.of(), CustomResources.faults(manifest.json()), object.getMetadata().getName());
      }
    }
  }

  @ParameterizedTest
  @MethodSource(FILES)
  void everyObjectHasANameOfItsOwnAndTheCommonLabels(Path values) {
    Set<String> names = new HashSet<>();
    for (HasMetadata object : Chart.installed(values).objects()) {
      String name = object.getMetadata().getName();
      assertTrue(names.add(object.getKind() + "/" + name), name);
      assertTrue(name.matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?"), name);
      Map<String, String> labels = object.getMetadata().getLabels();
      assertEquals(Chart.RELEASE, labels.get("app.kubernetes.io/instance"), name);
      assertTrue(labels.containsKey("app.kubernetes.io/component"), name);
    }
  }

  @ParameterizedTest
  @MethodSource(FILES)
  void everySelectorFindsThePodsOfOneDeployment(Path values) {
    Release release = Chart.installed(values);
    for (Deployment deployment : release.all(Deployment.class)) {
      assertSelectsOne(release, deployment, deployment.getSpec().getSelector().getMatchLabels());
    }
    for (Service service : release.all(Service.class)) {
      assertSelectsOne(release, service, service.getSpec().getSelector());
    }
    for (NetworkPolicy policy : release.all(NetworkPolicy.class)) {
      assertSelectsOne(release, policy, policy.getSpec().getPodSelector().getMatchLabels());
    }
    for (PodDisruptionBudget budget : release.all(PodDisruptionBudget.class)) {
      assertSelectsOne(release, budget, budget.getSpec().getSelector().getMatchLabels());
    }
  }

  /** Those of the Deployment that has the selecting object's name. */
  private static void assertSelectsOne(
      Release release, HasMetadata object, Map<String, String> selector) {
    List<String> selected =
        release.all(Deployment.class).stream()
            .filter(
                deployment ->
                    deployment
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(selector.entrySet()))
            .map(deployment -> deployment.getMetadata().getName())
            .toList();

    assertEquals(List.of(object.getMetadata().getName()), selected, object.getKind());
  }

  @ParameterizedTest
  @MethodSource(FILES)
  void noSecretIsInstalledAndSettingsReferToThem(Path values, @TempDir Path work) {
    Release release = Chart.installed(values);

    assertEquals(List.of(), release.all(Secret.class));
    SettingsFile.read(release, work)
        .kafka()
        .properties()
        .forEach(
            (key, value) -> {
              if (key.matches(".*(password|jaas\\.config|keystore\\.key)")) {
                assertTrue(value.contains("${dir:/etc/lazaret-secrets/"), key);
              }
            });
    for (PodSpec pod : release.pods().values()) {
      Release.containers(pod).stream()
          .flatMap(container -> container.getEnv().stream())
          .filter(variable -> variable.getName().matches(".*(SECRET|PASSWORD|ACCESS_KEY).*"))
          .forEach(variable -> assertNotNull(variable.getValueFrom().getSecretKeyRef()));
    }
  }
}
