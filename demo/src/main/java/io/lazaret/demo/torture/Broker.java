package io.lazaret.demo.torture;

import java.time.Duration;

/** A cluster that things are done to. */
interface Broker {
  /** Where it answers, also after it was killed and started again. */
  String bootstrapServers();

  /** Starts it, for the first time or again with its data; returns when all of its nodes answer. */
  void start() throws InterruptedException;

  /** Ends it at once, as a power cut would; does nothing when it was never started. */
  void kill() throws InterruptedException;

  /** Stands still, with all that it holds, and goes on as if nothing had been. */
  void pause(Duration length) throws InterruptedException;
}
