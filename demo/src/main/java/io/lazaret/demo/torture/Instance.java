package io.lazaret.demo.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One process of the app, started again whenever it has ended by itself, as an orchestrator would.
 */
final class Instance {
  private static final Duration GRACE = Duration.ofSeconds(40);

  private final Class<?> main;
  private final List<String> options;
  private final Path log;
  private final List<String> arguments;
  private final Tally tally;
  private @Nullable JavaProcess process;
  private boolean wanted;

  /**
   * @param tally told how it ended
   */
  Instance(Class<?> main, List<String> options, Path log, List<String> arguments, Tally tally) {
    this.main = main;
    this.options = List.copyOf(options);
    this.log = log;
    this.arguments = List.copyOf(arguments);
    this.tally = tally;
  }

  synchronized void start() {
    wanted = true;
    process = JavaProcess.start(main, options, log, arguments);
  }

  synchronized void startOnFullDisk() {
    wanted = false;
    process = JavaProcess.startOnFullDisk(main, options, log, arguments);
  }

  /** Starts it again if it should run and does not. */
  synchronized void tend() {
    if (wanted && !process().isAlive()) {
      tally.ended("by itself", process().status().orElseThrow());
      start();
    }
  }

  synchronized void kill() throws InterruptedException {
    wanted = false;
    process().kill();
  }

  /** Asks it to end, and notes whether it did so in order. */
  synchronized void terminate() throws InterruptedException {
    wanted = false;
    if (!process().isAlive()) {
      tally.ended("by itself", process().status().orElseThrow());
      return;
    }
    Optional<Integer> status = process().terminate(GRACE);
    status.ifPresentOrElse(
        value -> tally.ended("when told to", value), () -> tally.happened("did not stop in time"));
  }

  /** Stands still for a while, and goes on as if nothing had been. */
  void pause(Duration length) throws InterruptedException {
    JavaProcess paused;
    synchronized (this) {
      paused = process();
    }
    paused.pause();
    try {
      Thread.sleep(length.toMillis());
    } finally {
      paused.resume();
    }
  }

  private JavaProcess process() {
    return Objects.requireNonNull(process, "not started");
  }

  /** Ends it, whatever state it is in. */
  synchronized void discard() throws InterruptedException {
    wanted = false;
    if (process != null) {
      process.kill();
    }
  }
}
