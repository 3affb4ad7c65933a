package io.lazaret.lab.djl;

import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.lazaret.core.model.djl.LoadedNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs the chunks of a batch side by side on the processor, each with one thread, where libtorch
 * would share every single operation among its threads: the operations of small networks are too
 * short for that. As many lanes as the engine has threads; on a GPU there is one, the caller's.
 */
final class Lanes implements AutoCloseable {
  private final BlockingQueue<LoadedNetwork> idle;
  private final ExecutorService threads;

  /** What is done with some of the images. */
  interface Pass {
    void run(LoadedNetwork network, int from, int until);
  }

  /**
   * Starts the threads.
   *
   * @param loaded what all lanes run; stays its owner's
   */
  Lanes(LoadedNetwork loaded) {
    int lanes = loaded.manager().getDevice().isGpu() ? 1 : JniUtils.getNumThreads();
    idle = new ArrayBlockingQueue<>(lanes);
    for (int i = 0; i < lanes; i++) {
      // DJL's store of parameters belongs to one thread
      ParameterStore store = new ParameterStore(loaded.manager(), false);
      idle.add(new LoadedNetwork(loaded.manager(), store, loaded.network()));
    }
    threads = lanes == 1 ? null : start(lanes);
  }

  private static ExecutorService start(int lanes) {
    CountDownLatch ready = new CountDownLatch(lanes);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            lanes,
            work -> {
              Thread thread = new Thread(() -> computeAlone(ready, work), "white-box");
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < lanes; i++) {
      threads.execute(() -> {});
    }
    try {
      ready.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // libtorch keeps the number for each thread, and what was set last for threads to come
    JniUtils.setNumThreads(lanes);
    return threads;
  }

  private static void computeAlone(CountDownLatch ready, Runnable work) {
    JniUtils.setNumThreads(1);
    JniUtils.getNumThreads(); // from here on libtorch leaves this thread's number alone
    ready.countDown();
    work.run();
  }

  /**
   * Runs a pass over every chunk of so many images; returns when all are done. A single chunk stays
   * with the caller, whose operations libtorch shares among its threads.
   */
  void run(int images, int chunk, Pass pass) {
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int start = 0; start < images; start += chunk) {
      int from = start;
      int until = Math.min(images, from + chunk);
      if (threads == null || images <= chunk) {
        inALane(pass, from, until);
      } else {
        running.add(CompletableFuture.runAsync(() -> inALane(pass, from, until), threads));
      }
    }
    await(running);
  }

  /** There are as many lanes as threads, so one is idle. */
  private void inALane(Pass pass, int from, int until) {
    LoadedNetwork network = idle.remove();
    try {
      pass.run(network, from, until);
    } finally {
      idle.add(network);
    }
  }

  /** Waits for all before it throws what the first threw: nobody may close what still runs. */
  private static void await(List<CompletableFuture<Void>> running) {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
    try {
      all.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    if (threads != null) {
      threads.shutdownNow();
    }
  }
}
