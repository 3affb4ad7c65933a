package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * One computation of the engine, on the thread that began it: the tensors made for it die with it,
 * and no process ends in its midst. A JVM that exits runs libtorch's destructors whatever its
 * threads do, and one that computes then takes the process down with a segmentation fault.
 */
public final class EngineCall implements AutoCloseable {
  /** Shared by all computations; who ends them keeps it for good. */
  private static final ReentrantReadWriteLock COMPUTING = new ReentrantReadWriteLock();

  private final NDManager manager;
  private final @Nullable NDScope scope;

  private EngineCall(NDManager owner, boolean scoped) {
    COMPUTING.readLock().lock();
    try {
      manager = owner.newSubManager();
      scope = scoped ? new NDScope() : null;
    } catch (RuntimeException | Error e) {
      COMPUTING.readLock().unlock();
      throw e;
    }
  }

  /**
   * Begins a computation whose every tensor dies with it.
   *
   * @param owner of what outlives it
   */
  public static EngineCall begin(NDManager owner) {
    return new EngineCall(owner, true);
  }

  /** Begins one that also makes tensors for others to keep, such as the state of an optimiser. */
  public static EngineCall beginKeeping(NDManager owner) {
    return new EngineCall(owner, false);
  }

  /** The owner of the tensors that are made for this computation. */
  public NDManager manager() {
    return manager;
  }

  /**
   * Lets no computation of this process begin any more, and waits for those that run. Threads that
   * would begin one wait until the process ends.
   *
   * @return whether none runs; false when one still did after the wait, or the thread was
   *     interrupted
   */
  public static boolean endAll(Duration patience) {
    try {
      return COMPUTING.writeLock().tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    try {
      manager.close();
    } finally {
      if (scope != null) {
        scope.close();
      }
      COMPUTING.readLock().unlock();
    }
  }
}
