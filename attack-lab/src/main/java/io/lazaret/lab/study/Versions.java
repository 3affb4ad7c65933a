package io.lazaret.lab.study;

import io.lazaret.lab.djl.DjlWhiteBox;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Versions of what computes a study's numbers. */
final class Versions {
  private Versions() {}

  static Map<String, String> used() {
    Map<String, String> versions = new TreeMap<>();
    versions.put("lazaret", version(Versions.class));
    versions.put("pytorch", DjlWhiteBox.engineVersion());
    versions.put("java", System.getProperty("java.version"));
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return versions;
  }

  private static String version(Class<?> type) {
    return Optional.ofNullable(type.getPackage().getImplementationVersion()).orElse("development");
  }
}
