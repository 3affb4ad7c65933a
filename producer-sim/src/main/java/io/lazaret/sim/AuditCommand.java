package io.lazaret.sim;

import io.lazaret.cli.CommandLines;
import io.lazaret.cli.HttpAddress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code audit}: status 0 when the law is kept, 1 when it is broken, 2 when it cannot be said. */
@Command(
    name = "lazaret audit",
    mixinStandardHelpOptions = true,
    description =
        "Checks that every input record has exactly one route and one verdict, and that they agree."
            + " Exit status: 0 the law is kept, 1 it is broken, 2 it could not be checked."
            + " With --follow it goes on until it is told to stop, and ends with 0.")
public final class AuditCommand implements Callable<Integer> {
  private static final long TIMEOUT_SECONDS = 30;

  @Spec private CommandSpec command;

  @Mixin private ConnectionOptions kafka;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to wait for what is missing (default: 30).")
  private @Nullable Long timeoutSeconds;

  @ArgGroup(exclusive = false, heading = "Continuously:%n")
  private @Nullable FollowOptions following;

  @Option(
      names = "--incoming-topic",
      defaultValue = "images.incoming",
      description = "Input (default: ${DEFAULT-VALUE}).")
  private String incoming;

  @Option(
      names = "--cleared-topic",
      defaultValue = "images.cleared",
      description = "Clear images (default: ${DEFAULT-VALUE}).")
  private String cleared;

  @Option(
      names = "--quarantined-topic",
      defaultValue = "images.quarantined",
      description = "Suspect and undecidable images (default: ${DEFAULT-VALUE}).")
  private String quarantined;

  @Option(
      names = "--rejected-topic",
      defaultValue = "images.rejected",
      description = "Malformed images (default: ${DEFAULT-VALUE}).")
  private String rejected;

  @Option(
      names = "--verdicts-topic",
      defaultValue = "verdicts",
      description = "Verdicts (default: ${DEFAULT-VALUE}).")
  private String verdicts;

  @Option(names = "--report", paramLabel = "FILE", description = "Writes the report as JSON.")
  private @Nullable Path reportFile;

  @Override
  public Integer call() {
    var topics = new Topics(incoming, cleared, quarantined, rejected, verdicts);
    if (following != null) {
      return follow(following, topics);
    }
    long seconds = Optional.ofNullable(timeoutSeconds).orElse(TIMEOUT_SECONDS);
    AuditReport report = Audit.run(kafka.connection(), topics, Duration.ofSeconds(seconds));
    if (reportFile != null) {
      ReportFile.write(reportFile, report.toJson());
    }
    PrintWriter out = command.commandLine().getOut();
    out.print(report.toText());
    out.flush();
    return report.lawKept() ? 0 : 1;
  }

  private int follow(FollowOptions following, Topics topics) {
    following.requireFollow(command.commandLine());
    if (timeoutSeconds != null) {
      throw new ParameterException(
          command.commandLine(), "--timeout is of an audit that ends; with --follow give --grace");
    }
    HttpAddress address = following.address(command.commandLine());
    var follower = new Follower(kafka.connection(), following.plan(command.commandLine(), topics));
    FollowService.run(
        follower, topics, address, Optional.ofNullable(reportFile), command.commandLine().getOut());
    return 0;
  }

  public static void main(String[] arguments) {
    System.exit(CommandLines.run(new AuditCommand(), arguments));
  }
}
