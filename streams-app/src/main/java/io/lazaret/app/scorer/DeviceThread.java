package io.lazaret.app.scorer;

import io.lazaret.core.detect.Assessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that uses the device. Takes decoded images as they come, up to a batch or until
 * the first has waited long enough, and runs those of each assessor together.
 */
final class DeviceThread implements AutoCloseable {
  /** How long a task waits at most for a device that has nothing else to do. */
  private static final int TASKS_WAIT_MILLIS = 100;

  private final int batchSize;
  private final Duration linger;
  private final BatchRunner runner;

  /** Bounded by the permits for decoded images that its jobs hold. */
  private final BlockingQueue<Job> queue = new LinkedBlockingQueue<>();

  /** Others' work for the device, one at a time between two batches. */
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();

  private final Thread thread;
  private final CompletableFuture<Void> prepared = new CompletableFuture<>();
  private volatile boolean closed;

  /**
   * @param before run first on the device thread; see {@link #start}
   */
  DeviceThread(int batchSize, Duration linger, BatchRunner runner, Runnable before) {
    this.batchSize = batchSize;
    this.linger = linger;
    this.runner = runner;
    thread = Watchdog.daemon(() -> run(before), "device");
  }

  /** Starts the thread and waits until it is ready; throws what its first task threw. */
  void start() {
    thread.start();
    Futures.get(prepared);
  }

  /**
   * Runs something on the device thread between two batches; throws what it throws.
   *
   * @throws DeviceException when the thread has ended
   */
  void call(Runnable work) {
    Task task = new Task(work, new CompletableFuture<>());
    tasks.add(task);
    if (closed) {
      giveUpTasks();
    }
    Futures.get(task.done());
  }

  /** Somebody's work, and what becomes of it. */
  private record Task(Runnable work, CompletableFuture<Void> done) {
    void run() {
      try {
        work.run();
        done.complete(null);
      } catch (Throwable e) {
        // Not swallowed: whoever waits for it gets it.
        done.completeExceptionally(e);
      }
    }
  }

  private void giveUpTasks() {
    for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
      task.done().completeExceptionally(new DeviceException("the scorer is closed"));
    }
  }

  void submit(Job job) {
    queue.add(job);
  }

  /** Decoded images that wait. */
  int depth() {
    return queue.size();
  }

  /**
   * Stops after the batch at hand, and waits for that, since nobody may close an assessor that
   * runs; the watchdog bounds the wait. What is queued is never judged.
   */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    giveUpTasks();
  }

  private void run(Runnable before) {
    try {
      before.run();
      prepared.complete(null);
    } catch (Throwable e) {
      prepared.completeExceptionally(e);
      return;
    }
    try {
      while (!closed) {
        Task task = tasks.poll();
        if (task != null) {
          task.run();
        }
        run(nextBatch());
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  private void run(List<Job> jobs) {
    Map<Assessor, List<Job>> byAssessor = new LinkedHashMap<>();
    for (Job job : jobs) {
      // Cancelled: its partition went elsewhere.
      if (!job.result().isDone()) {
        byAssessor.computeIfAbsent(job.assessor(), assessor -> new ArrayList<>()).add(job);
      }
    }
    try {
      byAssessor.forEach(runner::run);
    } catch (Throwable e) {
      // Not swallowed: whoever waits for one of these images gets it and fails with it.
      jobs.forEach(job -> job.result().completeExceptionally(e));
    } finally {
      jobs.forEach(job -> job.done().run());
    }
  }

  private List<Job> nextBatch() throws InterruptedException {
    List<Job> jobs = new ArrayList<>(batchSize);
    Job first = queue.poll(TASKS_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    if (first == null) {
      return jobs;
    }
    jobs.add(first);
    long end = System.nanoTime() + linger.toNanos();
    while (jobs.size() < batchSize) {
      if (queue.drainTo(jobs, batchSize - jobs.size()) == 0) {
        Job next = queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          return jobs;
        }
        jobs.add(next);
      }
    }
    return jobs;
  }
}
