package io.lazaret.bench;

import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.wire.SourcePosition;
import io.lazaret.core.wire.TruthEvent;
import io.lazaret.sim.Replay;
import io.lazaret.sim.ReplayPlan;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Images on their way to whoever judges them, and back as verdicts; one run at a time. */
final class Lane implements AutoCloseable {
  private final Corpus corpus;
  private final Replay.Target target;
  private final PassageWatch watch;
  private int runs;

  /**
   * @param incoming the topic that images go to
   * @param verdicts the topic that their verdicts come from; nothing may lie in either
   * @param source finds in a verdict which image it is on
   */
  Lane(
      Corpus corpus,
      String bootstrap,
      String incoming,
      String verdicts,
      Function<byte[], SourcePosition> source) {
    this.corpus = corpus;
    this.target = new Replay.Target(bootstrap, incoming, TruthEvent.TOPIC);
    this.watch = new PassageWatch(bootstrap, incoming, verdicts, source);
  }

  /** Sends images as fast as the broker takes them; measures once all of them lie there. */
  StreamRun backlog(int images) {
    CompletableFuture<Void> replay = replay(images, OptionalDouble.empty());
    StreamRun run = watch.await(images, replay::isDone);
    replay.join();
    return run;
  }

  /**
   * Sends images at a rate, and measures while they come.
   *
   * @param rate images a second
   */
  StreamRun live(int images, double rate) {
    CompletableFuture<Void> replay = replay(images, OptionalDouble.of(rate));
    StreamRun run = watch.await(images, () -> true);
    replay.join();
    return run;
  }

  private CompletableFuture<Void> replay(int images, OptionalDouble rate) {
    ReplayPlan plan =
        new ReplayPlan(
            rate,
            OptionalLong.of(images),
            OptionalDouble.empty(),
            0,
            ++runs,
            "bench",
            images > corpus.entries().size());
    return CompletableFuture.runAsync(() -> Replay.run(corpus, plan, target, progress -> {}));
  }

  @Override
  public void close() {
    watch.close();
  }
}
