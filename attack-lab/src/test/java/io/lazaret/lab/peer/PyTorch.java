package io.lazaret.lab.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Python with PyTorch and torchvision; a test that needs it is skipped without. */
final class PyTorch {
  private PyTorch() {}

  /**
   * Runs a program; it must end well.
   *
   * @param directory where it runs, and what it says is kept
   * @return what it printed
   */
  static String run(Path directory, String... program) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(python()));
    command.addAll(List.of(program));
    Path output = directory.resolve("output");
    Path complaints = directory.resolve("complaints");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(output.toFile())
            .redirectError(complaints.toFile())
            .start();
    assertTrue(process.waitFor(4, TimeUnit.MINUTES), "it hangs");
    assertEquals(0, process.exitValue(), Files.readString(complaints));
    return Files.readString(output).strip();
  }

  /** Debian's Python, or the one on the path: the first that has PyTorch. */
  private static String python() throws InterruptedException {
    for (String candidate : List.of("/usr/bin/python3", "python3")) {
      if (hasPyTorch(candidate)) {
        return candidate;
      }
    }
    String missing = "no python3 with torch and torchvision (Debian: python3-torchvision)";
    assertNotEquals("require", System.getenv("LAZARET_PEERS"), missing);
    return abort(missing);
  }

  private static boolean hasPyTorch(String python) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import torch, torchvision")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such program
    }
  }
}
