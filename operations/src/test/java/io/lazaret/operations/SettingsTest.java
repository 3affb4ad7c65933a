package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.VolumeMount;
import io.lazaret.app.config.AppConfig;
import io.lazaret.app.topology.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The settings file that the chart writes, read by the app's own reader. */
@Tag("packaging")
class SettingsTest {
  private static final Chart CHART = Chart.shipped();

  @ParameterizedTest
  @MethodSource("io.lazaret.operations.Chart#valuesFiles")
  void theAppAcceptsThem(Path values, @TempDir Path work) {
    AppConfig config = SettingsFile.read(Chart.installed(values), work);

    assertEquals(new AppConfig.Http("0.0.0.0", 8080), config.http());
    assertEquals(Path.of("/var/lib/lazaret/state"), config.stateDirectory());
  }

  /** The chart says again what the app would take anyway: the two must not drift apart. */
  @Test
  void theChartsDefaultsAreTheApps(@TempDir Path work) {
    AppConfig chart = SettingsFile.read(Chart.installed("minimal"), work);
    AppConfig app =
        io.lazaret.cli.Settings.parse(
            "app.yaml", "kafka: {bootstrapServers: 'kafka:9092'}", work, AppConfig.class);

    assertEquals(app.kafka(), chart.kafka());
    assertEquals(Topics.DEFAULT, chart.topics());
    assertEquals(app.limits(), chart.limits());
    assertEquals(app.scorer(), chart.scorer());
    assertEquals(app.objects(), chart.objects());
    assertEquals(app.rollout(), chart.rollout());
    assertEquals(app.falsePositiveRate(), chart.falsePositiveRate());
    assertEquals(app.stopGraceSeconds(), chart.stopGraceSeconds());
    assertEquals(AppConfig.LogFormat.JSON, chart.logFormat());
  }

  @Test
  void rolloutsAndObjectsAreWhereTheyAreMounted(@TempDir Path work) throws Exception {
    Release release = Chart.installed("object-store");
    AppConfig config = SettingsFile.read(release, work);
    AppConfig.Objects objects = config.objects();

    assertEquals(Map.of("chest-xray", Path.of("/bundles/chest-xray-11")), config.bundles());
    assertEquals(Optional.of(Path.of("/bundles/rollouts")), config.rollout().directory());
    assertEquals(List.of(work.resolve("ward.pem")), config.trustedKeys());
    assertEquals(List.of("images"), objects.buckets());
    assertEquals(List.of(Path.of("/mnt/pacs")), objects.directories());
    assertEquals("https://minio.ward.example:9000", objects.s3().url());
    assertEquals(1_000_000, config.limits().imageBytes());
    List<String> mounted =
        release.app().getVolumeMounts().stream().map(VolumeMount::getMountPath).toList();
    assertEquals(true, mounted.containsAll(List.of("/bundles", "/mnt/pacs", "/etc/lazaret")));
  }

  /** Helm takes numbers for floating-point ones, and would write 2e+07. */
  @Test
  void largeNumbersStayWhole(@TempDir Path work) {
    AppConfig config = SettingsFile.read(Chart.installed("gpu"), work);

    assertEquals(20_000_000, config.limits().pixels());
    assertEquals(4_000_000, config.limits().imageBytes());
    assertEquals(192, config.scorer().decodedImages());
  }

  @Test
  void otherTopicsAreTheApps(@TempDir Path work) {
    Topics topics = SettingsFile.read(Chart.installed("strimzi"), work).topics();

    assertEquals("ward_images.Incoming", topics.incoming());
    assertEquals("ward.images.cleared", topics.cleared());
  }

  @Test
  void keysOfTheSettingsReferenceExist(@TempDir Path work) throws Exception {
    Files.createDirectories(work);
    String yaml = "settings: {kafka: {streamThreads: 5}, objects: {threads: 2, tries: 3}}\n";
    AppConfig config = SettingsFile.read(CHART.render(yaml + "objects: {buckets: [images]}"), work);

    assertEquals(5, config.kafka().streamThreads());
    assertEquals(2, config.objects().threads());
    assertEquals(List.of("images"), config.objects().buckets());
  }
}
