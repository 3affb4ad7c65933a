package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Prometheus' own programs, as Debian installs them. */
final class Peers {
  /** The project's own files. */
  static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  private static final int LIMIT_SECONDS = 60;

  private Peers() {}

  /** The path of a program; skips the test where it is missing, or fails where it is required. */
  static String program(String name) {
    boolean there =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    if (!there) {
      String missing = "there is no " + name + " (Debian: apt install prometheus)";
      assertNotEquals("require", System.getenv("LAZARET_PEERS"), missing);
      abort(missing);
    }
    return name;
  }

  /** Runs a program to its end, with a text on its standard input; what it says on both outputs. */
  static String run(String input, List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), command + " does not end");
      assertEquals(0, process.exitValue(), said);
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}
