package io.lazaret.lab.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.lab.study.TinyStudy;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("lab")
class LabCommandTest {
  @TempDir private Path directory;

  /** As by Ctrl-C, in the midst of the work. */
  @Test
  void aStudyThatIsToldToStopEndsInOrderAndGoesOnWhenItIsAskedAgain() throws Exception {
    Files.writeString(directory.resolve("tiny.yaml"), TinyStudy.recipe());
    Process first = study();
    List<String> after;
    try (BufferedReader said = first.inputReader()) {
      awaitLine(said, "fit consistency");
      first.toHandle().destroy(); // Process.destroy would close its output as well
      after = said.lines().toList();
    }

    assertEquals(143, first.waitFor());
    assertTrue(after.stream().anyMatch(line -> line.startsWith("stopping; ")), () -> "" + after);
    assertFalse(after.stream().anyMatch(line -> line.contains("Exception")), () -> "" + after);
    assertFalse(Files.exists(directory.resolve("out/results/evaluation.json")));

    Process second = study();
    List<String> all;
    try (BufferedReader said = second.inputReader()) {
      all = said.lines().toList();
    }
    assertEquals(0, second.waitFor(), () -> "" + all);
    assertFalse(all.stream().anyMatch(line -> line.contains("train the network")), () -> "" + all);
    assertTrue(Files.exists(directory.resolve("out/results/evaluation.json")));
  }

  private Process study() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dai.djl.offline=true",
            "-cp",
            System.getProperty("java.class.path"),
            LabCommand.class.getName(),
            "study",
            "tiny.yaml",
            "--out",
            "out",
            "--device",
            "cpu")
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .start();
  }

  private static void awaitLine(BufferedReader said, String part) throws IOException {
    String line = said.readLine();
    while (line != null && !line.contains(part)) {
      line = said.readLine();
    }
    assertNotNull(line, "never said " + part);
  }
}
