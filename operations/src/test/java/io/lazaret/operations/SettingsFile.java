package io.lazaret.operations;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.lazaret.app.config.AppConfig;
import io.lazaret.cli.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The app's settings as the chart writes them. */
final class SettingsFile {
  private SettingsFile() {}

  /** As the app itself reads them. */
  static AppConfig read(Release release, Path work) {
    Path file = work.resolve("app.yaml");
    try {
      Files.writeString(file, text(release));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Settings.read(file, AppConfig.class);
  }

  static String text(Release release) {
    return release.all(ConfigMap.class).stream()
        .filter(map -> map.getData().containsKey("app.yaml"))
        .map(map -> map.getData().get("app.yaml"))
        .findFirst()
        .orElseThrow();
  }
}
