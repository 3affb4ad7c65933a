package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.lazaret.app.config.AppConfig;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pods that the chart installs: what they may do, what they take, when they go. */
@Tag("packaging")
class PodTest {
  private static final Chart CHART = Chart.shipped();
  private static final String FILES = "io.lazaret.operations.Chart#valuesFiles";
  private static final BigDecimal GIB = BigDecimal.valueOf(1L << 30);

  @ParameterizedTest
  @MethodSource(FILES)
  void everyContainerIsConfined(Path values) {
    Chart.installed(values)
        .pods()
        .forEach(
            (name, pod) -> {
              assertFalse(pod.getAutomountServiceAccountToken(), name);
              PodSecurityContext all = pod.getSecurityContext();
              assertTrue(all.getRunAsNonRoot(), name);
              assertEquals("RuntimeDefault", all.getSeccompProfile().getType(), name);
              Release.containers(pod).forEach(PodTest::assertConfined);
            });
  }

  private static void assertConfined(Container container) {
    SecurityContext context = container.getSecurityContext();
    assertTrue(context.getRunAsNonRoot(), container.getName());
    assertTrue(context.getReadOnlyRootFilesystem(), container.getName());
    assertFalse(context.getAllowPrivilegeEscalation(), container.getName());
    assertNull(context.getPrivileged(), container.getName());
    assertEquals(List.of("ALL"), context.getCapabilities().getDrop(), container.getName());
    assertEquals(List.of(), context.getCapabilities().getAdd(), container.getName());
    assertEquals("RuntimeDefault", context.getSeccompProfile().getType(), container.getName());
  }

  @ParameterizedTest
  @MethodSource(FILES)
  void everyContainerSaysWhatItTakes(Path values) {
    Chart.installed(values)
        .pods()
        .values()
        .forEach(
            pod ->
                Release.containers(pod)
                    .forEach(
                        container -> {
                          var resources = container.getResources();
                          assertTrue(resources.getRequests().containsKey("cpu"));
                          assertTrue(resources.getRequests().containsKey("memory"));
                          assertTrue(resources.getLimits().containsKey("memory"));
                        }));
  }

  @ParameterizedTest
  @MethodSource(FILES)
  void probesAndServicesNamePortsThatExist(Path values) {
    Release release = Chart.installed(values);
    for (Deployment deployment : release.all(Deployment.class)) {
      String name = deployment.getMetadata().getName();
      Container container = release.containerOf(name);
      Set<String> ports =
          container.getPorts().stream().map(ContainerPort::getName).collect(Collectors.toSet());
      Probe ready = container.getReadinessProbe();
      assertEquals("/readyz", ready.getHttpGet().getPath());
      for (Probe probe : List.of(container.getStartupProbe(), container.getLivenessProbe())) {
        assertEquals("/livez", probe.getHttpGet().getPath());
        assertTrue(ports.contains(probe.getHttpGet().getPort().getStrVal()));
      }
      assertTrue(ports.contains(ready.getHttpGet().getPort().getStrVal()));
      Service service = release.one(Service.class, name);
      assertTrue(ports.contains(service.getSpec().getPorts().get(0).getTargetPort().getStrVal()));
    }
  }

  @ParameterizedTest
  @MethodSource(FILES)
  void everyVolumeIsMountedAndEveryMountIsAVolume(Path values) {
    Chart.installed(values)
        .pods()
        .forEach(
            (name, pod) -> {
              Set<String> mounted =
                  Release.containers(pod).stream()
                      .flatMap(container -> container.getVolumeMounts().stream())
                      .map(VolumeMount::getName)
                      .collect(Collectors.toSet());
              assertEquals(
                  pod.getVolumes().stream().map(Volume::getName).collect(Collectors.toSet()),
                  mounted,
                  name);
              for (Container container : Release.containers(pod)) {
                List<String> places =
                    container.getVolumeMounts().stream().map(VolumeMount::getMountPath).toList();
                assertEquals(places.size(), new HashSet<>(places).size(), container.getName());
              }
            });
  }

  /** Where the app writes, a volume is mounted that it may write. */
  @Test
  void theAppWritesIntoItsScratchOnly() {
    Release release = Chart.installed("minimal");

    assertEquals(
        Map.of("/etc/lazaret", true, "/var/lib/lazaret", false, "/tmp", false),
        release.app().getVolumeMounts().stream()
            .collect(
                Collectors.toMap(
                    VolumeMount::getMountPath, mount -> Boolean.TRUE.equals(mount.getReadOnly()))));
    assertEquals("/var/lib/lazaret/djl", environment(release.app()).get("DJL_CACHE_DIR"));
  }

  /** Native memory lies beside the heap: see the chart's README. */
  @ParameterizedTest
  @MethodSource(FILES)
  void theContainersMemoryLeavesRoomBesideTheHeap(Path values) {
    Release release = Chart.installed(values);
    for (Deployment deployment : release.all(Deployment.class)) {
      Container container = release.containerOf(deployment.getMetadata().getName());
      String heap =
          environment(container)
              .get("JDK_JAVA_OPTIONS")
              .replaceFirst("-Xmx([0-9]+)([gm]).*", "$1$2i")
              .replace("gi", "Gi")
              .replace("mi", "Mi");
      BigDecimal room =
          container
              .getResources()
              .getLimits()
              .get("memory")
              .getNumericalAmount()
              .subtract(new Quantity(heap).getNumericalAmount());
      boolean app = container.getName().equals("app");
      assertTrue(room.compareTo(app ? GIB.add(GIB) : GIB.divide(BigDecimal.valueOf(2))) >= 0);
    }
  }

  private static Map<String, String> environment(Container container) {
    return container.getEnv().stream()
        .filter(variable -> variable.getValue() != null)
        .collect(Collectors.toMap(v -> v.getName(), v -> v.getValue()));
  }

  @ParameterizedTest
  @MethodSource(FILES)
  void thePodOutlastsTheAppsOrderlyStop(Path values, @TempDir Path work) {
    Release release = Chart.installed(values);
    AppConfig config = SettingsFile.read(release, work);

    assertTrue(app(release).getTerminationGracePeriodSeconds() >= config.stopGraceSeconds() + 10L);
  }

  private static PodSpec app(Release release) {
    return release.pods().values().stream()
        .filter(pod -> pod.getContainers().get(0).getName().equals("app"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource(FILES)
  void aGpuIsAskedForWhereItIsWantedOnly(Path values, @TempDir Path work) {
    Release release = Chart.installed(values);
    boolean wanted = values.equals(Chart.values("gpu"));

    assertEquals(
        wanted ? AppConfig.Device.GPU : AppConfig.Device.CPU,
        SettingsFile.read(release, work).device());
    for (PodSpec pod : release.pods().values()) {
      boolean app = pod.getContainers().get(0).getName().equals("app");
      for (Container container : Release.containers(pod)) {
        assertEquals(
            wanted && app,
            container.getResources().getLimits().containsKey("nvidia.com/gpu"),
            container.getName());
      }
      assertEquals(wanted && app ? "nvidia" : null, pod.getRuntimeClassName());
    }
  }

  @Test
  void anImageIsNamedByItsDigestWhereThereIsOne() {
    assertEquals("lazaret:0.1.0", CHART.render("{}").app().getImage());
    assertEquals("lazaret:7", CHART.render("image: {tag: '7'}").app().getImage());
    assertTrue(
        Chart.installed("gpu").app().getImage().startsWith("registry.example/lazaret@sha256:"));
  }

  @Test
  void theImageIsCalledAsItsContractSays() {
    Release release = Chart.installed("tls-sasl");

    assertEquals(List.of("app", "--config", "/etc/lazaret/app.yaml"), release.app().getArgs());
    assertEquals(
        List.of(
            "audit",
            "--follow",
            "--bootstrap",
            "kafka-1.example:9093,kafka-2.example:9094",
            "--client-properties",
            "/etc/lazaret/client.properties",
            "--http-host",
            "0.0.0.0",
            "--http-port",
            "8080",
            "--incoming-topic",
            "images.incoming",
            "--cleared-topic",
            "images.cleared",
            "--quarantined-topic",
            "images.quarantined",
            "--rejected-topic",
            "images.rejected",
            "--verdicts-topic",
            "verdicts"),
        release.containerOf("ward-lazaret-audit").getArgs());
    release
        .pods()
        .values()
        .forEach(
            pod ->
                pod.getContainers().stream()
                    .filter(container -> container.getImage().startsWith("lazaret"))
                    .forEach(container -> assertEquals(List.of(), container.getCommand())));
  }

  @Test
  void theAuditIsOnePodWithoutAServiceAccount() {
    Deployment audit = Chart.installed("all").one(Deployment.class, "ward-quarantine-audit");

    assertEquals(1, audit.getSpec().getReplicas());
    assertEquals("Recreate", audit.getSpec().getStrategy().getType());
    assertNull(audit.getSpec().getTemplate().getSpec().getServiceAccountName());
  }

  @ParameterizedTest
  @MethodSource(FILES)
  void theAppsServiceAccountIsThereAndItsTokenIsNotMounted(Path values) {
    Release release = Chart.installed(values);
    String name = app(release).getServiceAccountName();

    assertEquals(
        name.equals("default") ? List.of() : List.of(name),
        release.all(ServiceAccount.class).stream().map(a -> a.getMetadata().getName()).toList());
    release
        .all(ServiceAccount.class)
        .forEach(account -> assertFalse(account.getAutomountServiceAccountToken()));
  }

  @Test
  void newSettingsMakeNewPods() {
    assertFalse(checksum("{}").equals(checksum("falsePositiveRate: 0.02")));
    assertEquals(checksum("{}"), checksum("replicas: 5"));
  }

  private static String checksum(String values) {
    return CHART
        .render(values)
        .one(Deployment.class, "ward-lazaret")
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations()
        .get("checksum/settings");
  }

  @Test
  void whoScalesDecidesHowManyPodsThereAre() {
    Release fixed = CHART.render("replicas: 3");
    Release cpu = CHART.render("autoscaling: {enabled: true}");
    Release lag = Chart.installed("keda");

    assertEquals(3, fixed.one(Deployment.class, "ward-lazaret").getSpec().getReplicas());
    Stream.of(cpu, lag)
        .map(release -> release.one(Deployment.class, "ward-lazaret"))
        .forEach(deployment -> assertNull(deployment.getSpec().getReplicas()));
    HorizontalPodAutoscaler scaler = cpu.one(HorizontalPodAutoscaler.class, "ward-lazaret");
    assertEquals("Deployment", scaler.getSpec().getScaleTargetRef().getKind());
    assertEquals("ward-lazaret", scaler.getSpec().getScaleTargetRef().getName());
    assertEquals(
        "ward-lazaret",
        lag.custom("ScaledObject").get("ward-lazaret").at("/spec/scaleTargetRef/name").asText());
  }
}
