package io.lazaret.demo.torture;

import io.lazaret.cli.CommandLines;
import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lazaret torture}: is anything lost, whatever happens? */
@Command(
    name = "lazaret torture",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a broker and two instances of the app as processes, feeds them images and what",
      "feeds send by mistake, and kills, stops, pauses and starves them at random; an object store",
      "goes away, networks throw, hang and give no numbers. Then audits that every record has exactly one route and one",
      "verdict, and that nothing was let through unjudged. Ends with status 0 only then."
    })
public final class TortureCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "2",
      description = "how long, 0.1 or more (default: ${DEFAULT-VALUE})")
  private double minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "another seed, other faults in another order (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "60",
      description = "records a second (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(
      names = "--brokers",
      paramLabel = "N",
      defaultValue = "1",
      description = "nodes of the cluster (default: ${DEFAULT-VALUE})")
  private int brokers;

  @Option(
      names = "--group-protocol",
      paramLabel = "P",
      defaultValue = "classic",
      description = "Kafka's protocol for groups, classic or streams (default: ${DEFAULT-VALUE})")
  private String groupProtocol;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "the bundle that judges (default: the one that ships with the project)")
  private @Nullable Path bundle;

  @Option(names = "--report", paramLabel = "FILE", description = "write the result as JSON")
  private @Nullable Path report;

  @Override
  public Integer call() throws Exception {
    if (!(minutes >= 0.1 && minutes <= 100_000)) {
      throw new RefusedException("--minutes " + minutes + ": must be 0.1 to 100000");
    }
    TorturePlan plan =
        new TorturePlan(
            bundle == null
                ? Path.of(System.getProperty("lazaret.home", ".")).resolve("bundles/xray-phantom")
                : bundle,
            TortureApp.class,
            Duration.ofMillis((long) (minutes * 60_000)),
            seed,
            rate,
            brokers,
            groupProtocol,
            PATIENCE);
    Path work = Files.createTempDirectory("lazaret-torture");
    TortureReport result = Torture.run(plan, work, line -> System.err.println("torture: " + line));
    System.out.print(result.toText());
    if (report != null) {
      write(result);
    }
    if (result.passed()) {
      delete(work);
      return 0;
    }
    System.err.println("torture: logs and topics are kept in " + work);
    return 1;
  }

  private void write(TortureReport result) {
    try {
      Files.write(report, result.toJson());
    } catch (IOException e) {
      throw new RefusedException(report + ": cannot be written: " + IoReason.of(e), e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  public static void main(String[] arguments) {
    System.exit(CommandLines.run(new TortureCommand(), arguments));
  }
}
