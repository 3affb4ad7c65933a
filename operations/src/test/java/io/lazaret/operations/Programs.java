package io.lazaret.operations;

import io.lazaret.sim.SimCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lazaret's programs, each in a JVM of its own that starts quickly. */
final class Programs {
  private Programs() {}

  /** The class path of what is being tested. */
  static String classPath() {
    return System.getProperty("java.class.path");
  }

  /**
   * Starts a program.
   *
   * @param log what its output is appended to
   * @param heap as {@code -Xmx} takes it
   */
  static Process start(String classPath, Path log, String heap, String main, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + heap,
                "-Dai.djl.offline=true",
                "-cp",
                classPath,
                main));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
  }

  /** Starts a feed that plays a corpus again and again. */
  static Process feed(Path log, String bootstrap, Path corpus, String name, String... more)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "replay",
                "--corpus",
                corpus.toString(),
                "--bootstrap",
                bootstrap,
                "--repeat",
                "--feed",
                name));
    arguments.addAll(List.of(more));
    return start(classPath(), log, "256m", SimCommand.class.getName(), arguments);
  }
}
