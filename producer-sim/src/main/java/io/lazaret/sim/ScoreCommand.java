package io.lazaret.sim;

import io.lazaret.core.wire.TruthEvent;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sim score}. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = "Joins verdicts with the truth and prints what was caught and what was not.")
public final class ScoreCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private ConnectionOptions kafka;

  @Option(
      names = "--verdicts-topic",
      defaultValue = "verdicts",
      description = "Verdicts (default: ${DEFAULT-VALUE}).")
  private String verdicts;

  @Option(
      names = "--truth-topic",
      defaultValue = TruthEvent.TOPIC,
      description = "Truth (default: ${DEFAULT-VALUE}).")
  private String truth;

  @Option(
      names = "--timeout",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = "How long to wait for verdicts that are missing (default: ${DEFAULT-VALUE}).")
  private long timeoutSeconds;

  @Option(names = "--report", paramLabel = "FILE", description = "Writes the report as JSON.")
  private @Nullable Path reportFile;

  @Override
  public Integer call() {
    ExerciseReport report =
        Exercise.run(kafka.connection(), verdicts, truth, Duration.ofSeconds(timeoutSeconds));
    if (reportFile != null) {
      ReportFile.write(reportFile, report.toJson());
    }
    PrintWriter out = command.commandLine().getOut();
    out.print(report.toText());
    out.flush();
    return 0;
  }
}
