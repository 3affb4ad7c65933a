package io.lazaret.demo;

import io.lazaret.cli.CommandLines;
import io.lazaret.cli.StopSignal;
import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.lab.study.PhantomCorpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lazaret demo}: a broker, the app and a feed in this process. */
@Command(
    name = "lazaret demo",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a real Kafka broker, the app and a simulated feed in this process, replays clean",
      "and attacked images, and audits that every one has exactly one route and one verdict.",
      "Without --data the images are fresh phantoms, attacked through the network of the",
      "bundle that ships with the project. Ends with status 0 only when the law was kept."
    })
public final class DemoCommand implements Callable<Integer> {
  /** One record in a hundred is broken on its way, to show what becomes of it. */
  private static final double MALFORMED = 0.01;

  private static final int DELETIONS = 20;

  private final AtomicReference<@Nullable Demo> running = new AtomicReference<>();

  /** Whether all is done and the demo stays up for whoever looks at it. */
  private volatile boolean staying;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "how many images (default: 200 phantoms, or all of --data)")
  private Optional<Integer> images;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "another seed, other phantoms and another order (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--attacked",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description = "share of attacked phantoms, 0 to 1 (default: ${DEFAULT-VALUE})")
  private double attacked;

  @Option(
      names = "--epsilon-levels",
      paramLabel = "E",
      defaultValue = "2",
      description =
          "PGD's largest change of a sample, in levels of 255 (default: ${DEFAULT-VALUE})")
  private double epsilonLevels;

  @Option(names = "--report", paramLabel = "FILE", description = "write the result as JSON")
  private @Nullable Path report;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "the broker's port (default: any that is free); health and metrics on N + 2")
  private Optional<Integer> port;

  @Option(names = "--keep", description = "stay up until Ctrl-C")
  private boolean keep;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "a corpus, or the --out of 'lazaret lab study', instead of phantoms")
  private @Nullable Path data;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "the bundle that judges (default: the one that ships with the project)")
  private @Nullable Path bundle;

  @Option(
      names = "--false-positive-rate",
      paramLabel = "RATE",
      defaultValue = "0.01",
      description = "asked rate, between 0 and 1 (default: ${DEFAULT-VALUE})")
  private double falsePositiveRate;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu or gpu (default: ${DEFAULT-VALUE})")
  private String device;

  @Override
  public Integer call() throws Exception {
    Path work = Files.createTempDirectory("lazaret-demo");
    try (StopSignal signal = StopSignal.listen(() -> stop(work))) {
      return run(work, signal);
    } finally {
      delete(work);
    }
  }

  /** Told to stop: nothing of the demo outlives it. */
  private int stop(Path work) {
    Demo demo = running.get();
    if (demo != null) {
      demo.close();
    }
    for (int tries = 1; !isDeleted(work); tries++) { // what is being started may write on
      if (tries == DELETIONS) {
        System.err.println("left behind: " + work);
        break;
      }
    }
    return staying ? 0 : CommandLines.STOPPED;
  }

  private int run(Path work, StopSignal signal) throws Exception {
    Path judging =
        bundle == null
            ? Path.of(System.getProperty("lazaret.home", ".")).resolve("bundles/xray-phantom")
            : inside(bundle, "bundle", "bundle.json");
    boolean real = data != null;
    if (real && bundle == null) {
      throw new RefusedException("--data needs --bundle: the bundle made for these images");
    }
    if (images.isPresent() && images.get() < 1) {
      throw new RefusedException("--images " + images.get() + ": must be at least 1");
    }
    Corpus corpus =
        data != null ? Corpus.read(inside(data, "corpus", "corpus.json")) : phantoms(judging, work);
    DemoPlan plan =
        new DemoPlan(
            judging,
            device,
            falsePositiveRate,
            images.orElse(corpus.entries().size()),
            real ? 0 : MALFORMED,
            seed,
            port.map(OptionalInt::of).orElse(OptionalInt.empty()));
    try (Demo demo = Demo.start(plan, corpus, work)) {
      running.set(demo);
      DemoReport result = demo.exercise();
      System.out.print(result.toText());
      if (report != null) {
        write(result);
      }
      if (keep) {
        staying = true;
        System.err.println("staying up until Ctrl-C");
        signal.await();
      }
      return result.lawKept() ? 0 : 1;
    }
  }

  private Corpus phantoms(Path judging, Path work) {
    int count = images.orElse(200);
    System.err.printf("making %d phantoms from seed %d, attacking some%n", count, seed);
    return new PhantomCorpus(judging, count, attacked, "PGD", epsilonLevels, seed, device)
        .write(work.resolve("corpus"), done -> {});
  }

  private void write(DemoReport result) {
    try {
      Files.write(report, result.toJson());
    } catch (IOException e) {
      throw new RefusedException(report + ": cannot be written: " + IoReason.of(e), e);
    }
  }

  /** The directory itself, or the part of a study's output that is meant. */
  private static Path inside(Path directory, String part, String file) {
    boolean study = !Files.exists(directory.resolve(file)) && Files.exists(directory.resolve(part));
    return study ? directory.resolve(part) : directory;
  }

  private static boolean isDeleted(Path directory) {
    try {
      delete(directory);
      return true;
    } catch (UncheckedIOException e) {
      LockSupport.parkNanos(100_000_000);
      return false;
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void main(String[] arguments) {
    System.exit(CommandLines.run(new DemoCommand(), arguments));
  }
}
