package io.lazaret.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ProcessEndTest {
  @TempDir private Path directory;

  @Test
  @Timeout(60)
  void noDestructorOfALibraryRuns() throws IOException, InterruptedException {
    assertEquals(3, status("end"));
  }

  /** What the class is for: were it not so, the test above would say nothing. */
  @Test
  @Timeout(60)
  void theyRunWhenJavaEndsAProcess() throws IOException, InterruptedException {
    assertEquals(134, status("halt"));
  }

  private int status(String way) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AbortingDestructor.class.getName(),
                way)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }
}
