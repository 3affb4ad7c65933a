package io.lazaret.core.model.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineCallTest {
  @TempDir private Path directory;

  /** Without the wait, two of three such processes die of a segmentation fault in libtorch. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aProcessThatIsToldToStopInAComputationEndsAfterIt(int computations)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LongComputation.class.getName())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    List<String> after;
    try (BufferedReader output = process.inputReader()) {
      for (int seen = 0; seen < computations; ) {
        String line = output.readLine();
        assertTrue(line != null, "the process ended by itself");
        seen += line.equals(LongComputation.COMPUTING) ? 1 : 0;
      }
      process.toHandle().destroy(); // Process.destroy would close its output as well
      after = output.lines().filter(line -> !line.equals(LongComputation.COMPUTING)).toList();
    } finally {
      process.destroyForcibly();
    }

    assertEquals(List.of(LongComputation.ENDED), after);
    assertEquals(0, process.waitFor());
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(), left.toList(), "a crash leaves a file");
    }
  }
}
