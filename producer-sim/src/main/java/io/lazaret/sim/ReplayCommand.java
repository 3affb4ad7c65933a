package io.lazaret.sim;

import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.wire.TruthEvent;
import io.lazaret.store.S3Settings;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sim replay}. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = "Plays clean, attacked and malformed images of a corpus, and their truth.")
public final class ReplayCommand implements Callable<Integer> {
  private static final long SAY_EVERY_NANOS = 1_000_000_000L;

  private static final long STOP_MILLIS = 10_000;
  private static final Duration STORE_TIMEOUT = Duration.ofSeconds(30);

  @Spec private CommandSpec command;

  @Option(names = "--corpus", required = true, paramLabel = "DIR", description = "The corpus.")
  private Path corpusDirectory;

  @Mixin private ConnectionOptions kafka;

  @Option(
      names = "--topic",
      defaultValue = Replay.TOPIC,
      description = "Where the images go (default: ${DEFAULT-VALUE}).")
  private String topic;

  @Option(
      names = "--truth-topic",
      defaultValue = TruthEvent.TOPIC,
      description = "Where the truth goes (default: ${DEFAULT-VALUE}).")
  private String truthTopic;

  @Option(
      names = "--rate",
      paramLabel = "IMAGES_PER_SECOND",
      description = "How fast (default: as fast as the broker takes them).")
  private @Nullable Double rate;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "How many (default: all that the mix allows; with --repeat, without end).")
  private @Nullable Long images;

  @Option(
      names = "--attacked",
      paramLabel = "FRACTION",
      description = "The share of attacked images (default: as in the corpus).")
  private @Nullable Double attacked;

  @Option(
      names = "--malformed",
      defaultValue = "0",
      paramLabel = "FRACTION",
      description = "The share of images that nobody can read (default: ${DEFAULT-VALUE}).")
  private double malformed;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Same seed, same images in the same order (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--feed",
      defaultValue = "simulation",
      paramLabel = "NAME",
      description = "The feed's name, a URI reference (default: ${DEFAULT-VALUE}).")
  private String feed;

  @Option(names = "--repeat", description = "Lets an image be sent more than once.")
  private boolean repeat;

  @Option(
      names = "--store",
      paramLabel = "URI",
      description =
          "Where large images lie instead of travelling in their records: file:///directory/ or"
              + " s3://bucket/folder/; malformed ones may then be missing or altered there.")
  private @Nullable URI store;

  @Option(
      names = "--inline-bytes",
      defaultValue = "1000000",
      paramLabel = "BYTES",
      description = "With --store, the most bytes in a record (default: ${DEFAULT-VALUE}).")
  private long inlineBytes;

  @Option(
      names = "--s3-url",
      paramLabel = "URL",
      description = "An S3-compatible store that is not AWS's own, http(s)://host:port.")
  private @Nullable URI s3Url;

  @Option(
      names = "--s3-region",
      defaultValue = "us-east-1",
      description = "The region that requests are signed for (default: ${DEFAULT-VALUE}).")
  private String s3Region;

  @Override
  public Integer call() {
    var plan =
        new ReplayPlan(
            rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate),
            images == null ? OptionalLong.empty() : OptionalLong.of(images),
            attacked == null ? OptionalDouble.empty() : OptionalDouble.of(attacked),
            malformed,
            seed,
            feed,
            repeat);
    var target = new Replay.Target(kafka.connection(), topic, truthTopic);
    PrintWriter out = command.commandLine().getOut();
    var meter = new Meter(out);
    Thread stop = stopOnShutdown(Thread.currentThread());
    Optional<ClaimCheck> claimCheck = claimCheck();
    try {
      Replay.Progress sent =
          Replay.run(Corpus.read(corpusDirectory), plan, target, claimCheck, meter::say);
      out.println(line(sent));
      out.flush();
    } finally {
      claimCheck.ifPresent(ClaimCheck::close);
      release(stop);
    }
    return 0;
  }

  private Optional<ClaimCheck> claimCheck() {
    S3Settings settings = new S3Settings(Optional.ofNullable(s3Url), s3Region, STORE_TIMEOUT);
    return Optional.ofNullable(store).map(folder -> ClaimCheck.open(folder, inlineBytes, settings));
  }

  /** Control-C ends a replay as its plan does: what was begun is sent, image and truth. */
  private static Thread stopOnShutdown(Thread player) {
    var stop =
        new Thread(
            () -> {
              player.interrupt();
              try {
                player.join(STOP_MILLIS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    Runtime.getRuntime().addShutdownHook(stop);
    return stop;
  }

  private static void release(Thread stop) {
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException e) {
      // The shutdown has begun: the hook is at work and ends by itself.
      return;
    }
  }

  private static String line(Replay.Progress sent) {
    return sent.images()
        + " images sent, "
        + sent.attacked()
        + " attacked, "
        + sent.malformed()
        + " malformed, "
        + sent.bytes() / 1_000_000
        + " MB";
  }

  /** Says once a second how far the replay is. */
  private static final class Meter {
    private final PrintWriter out;
    private long saidAt = System.nanoTime();

    Meter(PrintWriter out) {
      this.out = out;
    }

    void say(Replay.Progress sent) {
      if (System.nanoTime() - saidAt >= SAY_EVERY_NANOS) {
        saidAt = System.nanoTime();
        out.println(line(sent));
        out.flush();
      }
    }
  }
}
