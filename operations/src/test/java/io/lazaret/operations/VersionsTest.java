package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A release has one version, wherever it is written. */
@Tag("packaging")
class VersionsTest {

  @Test
  void launcherAndChartAreOfTheVersionThatIsBuilt() throws IOException {
    String built = projectVersion();

    assertEquals(built, found("lazaret", "(?m)^version=(\\S+)$"));
    assertEquals(built, found("helm/lazaret/Chart.yaml", "(?m)^appVersion: \"?([^\"\\s]+)\"?$"));
  }

  /** Of the parent POM, from which all modules have theirs. */
  static String projectVersion() throws IOException {
    return found("pom.xml", "<artifactId>lazaret</artifactId>\\s*<version>([^<]+)</version>");
  }

  private static String found(String file, String pattern) throws IOException {
    Matcher version = Pattern.compile(pattern).matcher(Files.readString(Peers.HOME.resolve(file)));
    assertTrue(version.find(), file);
    return version.group(1);
  }
}
