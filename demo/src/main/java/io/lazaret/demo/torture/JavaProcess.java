package io.lazaret.demo.torture;

import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A JVM of its own on this JVM's class path; its output is appended to a file. */
final class JavaProcess {
  private final Process process;

  private JavaProcess(Process process) {
    this.process = process;
  }

  static JavaProcess start(Class<?> main, List<String> options, Path log, List<String> arguments) {
    return start(List.of(), main, options, log, arguments);
  }

  /** A process that cannot write to any file, as on a disk without space. */
  static JavaProcess startOnFullDisk(
      Class<?> main, List<String> options, Path log, List<String> arguments) {
    // Its output goes through a pipe, since it could not write a log either.
    List<String> shell = List.of("sh", "-c", "ulimit -f 0; \"$@\" 2>&1 | cat", "sh");
    List<String> without = new ArrayList<>(options);
    without.add("-XX:-UsePerfData");
    return start(shell, main, without, log, arguments);
  }

  private static JavaProcess start(
      List<String> prefix, Class<?> main, List<String> options, Path log, List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    try {
      return new JavaProcess(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start());
    } catch (IOException e) {
      throw new RefusedException("no Java process can be started: " + e.getMessage(), e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The exit status, once it has ended; 128 and the signal's number after a signal. */
  OptionalInt status() {
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /** Ends it at once, as a power cut would. */
  void kill() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  /**
   * Asks it to end.
   *
   * @return its exit status; nothing when it was still there after that time, and was killed
   */
  Optional<Integer> terminate(Duration patience) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroy);
    process.toHandle().destroy();
    if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return Optional.of(process.exitValue());
    }
    kill();
    return Optional.empty();
  }

  /** Stands still, with all that it holds, until it is resumed. */
  void pause() throws InterruptedException {
    signal("STOP");
  }

  void resume() throws InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws InterruptedException {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new RefusedException("a process is stopped by 'kill', which is not here", e);
    }
  }
}
