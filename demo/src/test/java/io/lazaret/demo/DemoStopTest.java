package io.lazaret.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code lazaret demo} that is told to stop, early and late. */
@Tag("broker")
class DemoStopTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"making 10 phantoms, 143", "broker at, 143", "staying up, 0"})
  @Timeout(120)
  void nothingOfItIsLeft(String line, int status) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-Dlazaret.home=" + ShippedBundle.HOME,
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                "-cp",
                System.getProperty("java.class.path"),
                DemoCommand.class.getName(),
                "--images=10",
                "--keep")
            .directory(directory.toFile())
            .redirectOutput(directory.resolve("table").toFile())
            .start();
    try (BufferedReader said = process.errorReader()) {
      assertTrue(said.lines().anyMatch(each -> each.startsWith(line)), "it ended by itself");
      process.toHandle().destroy(); // Process.destroy would close its output as well
      List<String> after = said.lines().filter(each -> each.startsWith("left behind")).toList();
      assertEquals(List.of(), after);
    } finally {
      process.toHandle().destroy();
    }

    assertEquals(status, process.waitFor());
    try (Stream<Path> left = Files.list(directory.resolve("tmp"))) {
      assertEquals(
          List.of(),
          left.filter(each -> each.getFileName().toString().startsWith("lazaret")).toList());
    }
  }
}
