package io.lazaret.cli;

import java.util.function.IntSupplier;

/**
 * Ends a long-running command in order when the process is told to stop (SIGTERM, Ctrl-C). The
 * process then ends with the status that the closing gives, where the JVM alone would say 143.
 *
 * <p>Close it once the command ends by itself, before {@link System#exit}.
 */
public final class StopSignal implements AutoCloseable {
  private final Thread hook;

  private StopSignal(Thread hook) {
    this.hook = hook;
  }

  /**
   * Waits for the signal from now on.
   *
   * @param closing closes what runs, in bounded time, and gives the exit status
   */
  public static StopSignal listen(IntSupplier closing) {
    Thread hook = new Thread(() -> end(closing), "stop-signal");
    Runtime.getRuntime().addShutdownHook(hook);
    return new StopSignal(hook);
  }

  private static void end(IntSupplier closing) {
    int status = CommandLines.FAILED;
    try {
      status = closing.getAsInt();
    } finally {
      System.err.flush();
      System.out.flush();
      ProcessEnd.now(status);
    }
  }

  /** Waits until the process is told to stop; the closing then ends the process. */
  public void await() {
    while (true) {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The signal came first: its closing ends the process, and this thread only has to wait.
      await();
    }
  }
}
