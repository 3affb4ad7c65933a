package io.lazaret.demo.torture;

import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A JVM of its own on this JVM's class path; its output is appended to a file. */
final class JavaProcess {
  private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

  static {
    // Whoever stops a torture in the middle is not to find its processes tomorrow.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly)));
  }

  private final Process process;

  private JavaProcess(Process process) {
    this.process = process;
    STARTED.removeIf(each -> !each.isAlive());
    STARTED.add(process);
  }

  static JavaProcess start(Class<?> main, List<String> options, Path log, List<String> arguments) {
    return started(
        new ProcessBuilder(command(main, options, arguments))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
  }

  /** A process that cannot write to any file, as on a disk without space. */
  static JavaProcess startOnFullDisk(
      Class<?> main, List<String> options, Path log, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 0; exec \"$@\"", "sh"));
    List<String> without = new ArrayList<>(options);
    without.add("-XX:-UsePerfData"); // a file that the JVM would map and then fail on
    command.addAll(command(main, without, arguments));
    JavaProcess started = started(new ProcessBuilder(command));
    // It could not write its log either: that is done for it.
    Thread writer = new Thread(() -> started.copyOutput(log), "log of a full disk");
    writer.setDaemon(true);
    writer.start();
    return started;
  }

  private static List<String> command(Class<?> main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }

  private static JavaProcess started(ProcessBuilder builder) {
    try {
      return new JavaProcess(builder.redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new RefusedException("no Java process can be started: " + e.getMessage(), e);
    }
  }

  private void copyOutput(Path log) {
    try (InputStream output = process.getInputStream()) {
      Files.copy(output, log, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // The process was killed: what it said until then is there.
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
    process.destroyForcibly().waitFor();
  }

  /**
   * Asks it to end.
   *
   * @return its exit status; nothing when it was still there after that time, and was killed
   */
  Optional<Integer> terminate(Duration patience) throws InterruptedException {
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
