package io.lazaret.app.testing;

import io.lazaret.app.AppCommand;
import io.lazaret.cli.CommandLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The app as a process of its own, with an assessor that takes its time. */
public final class AppProcess implements AutoCloseable {
  private static final long STOP_SECONDS = 40;

  private final Process process;
  private final Path log;

  private AppProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param heap the most that its heap may grow to, as {@code -Xmx} takes it
   */
  public static AppProcess start(Path settings, String heap) throws IOException {
    Path log = Path.of(settings + ".log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx" + heap,
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1", // most of its short life is starting
                    "-XX:+ExitOnOutOfMemoryError",
                    "-cp",
                    System.getProperty("java.class.path"),
                    AppProcess.class.getName(),
                    "--config",
                    settings.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new AppProcess(process, log);
  }

  /** Takes the arguments of the app's command. */
  public static void main(String[] arguments) {
    AppCommand command =
        new AppCommand(
            (bundles, asked) -> Map.of("xray", new FakeAssessor("xray", Duration.ofMillis(20))));
    System.exit(CommandLines.run(command, arguments));
  }

  /** Ends it without warning. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Asks it to stop, and gives its exit status; -1 when it does not. */
  public int stop() throws InterruptedException {
    process.toHandle().destroy();
    return process.waitFor(STOP_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  /** What it said, and those before it with the same settings. */
  public String log() throws IOException {
    return "\n" + Files.readString(log);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
