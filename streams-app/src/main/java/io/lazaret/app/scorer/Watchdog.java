package io.lazaret.app.scorer;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Halts the process when one run on the device takes too long. Native code cannot be interrupted,
 * and a process that only waits would keep its partitions for ever.
 */
final class Watchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final int LOOKS_PER_TIMEOUT = 10;

  /** The device is idle. */
  private static final long IDLE = Long.MIN_VALUE;

  private final Duration timeout;
  private final Runnable halt;
  private final AtomicBoolean halted = new AtomicBoolean();
  private final ScheduledExecutorService clock;
  private volatile long busySince = IDLE;

  Watchdog(Duration timeout, Runnable halt) {
    this.timeout = timeout;
    this.halt = halt;
    clock = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "device-watchdog"));
    long period = Math.max(1, timeout.toMillis() / LOOKS_PER_TIMEOUT);
    clock.scheduleAtFixedRate(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  /** Runs something on the device, on the device's one thread. */
  <T> T guard(Supplier<T> run) {
    long now = System.nanoTime();
    busySince = now == IDLE ? now + 1 : now;
    try {
      return run.get();
    } finally {
      busySince = IDLE;
    }
  }

  /** Like {@link #guard(Supplier)}, without a result. */
  void guard(Runnable run) {
    Supplier<Void> withoutResult =
        () -> {
          run.run();
          return null;
        };
    guard(withoutResult);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void look() {
    long since = busySince;
    boolean stuck = since != IDLE && System.nanoTime() - since > timeout.toNanos();
    if (stuck && halted.compareAndSet(false, true)) {
      LOG.error("the device did not answer within {} ms; halting", timeout.toMillis());
      halt.run();
    }
  }
}
