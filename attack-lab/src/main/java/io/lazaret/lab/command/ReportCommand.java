package io.lazaret.lab.command;

import io.lazaret.lab.report.StudyReport;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lazaret lab report}: a study's results as a page. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Makes one HTML page of a study's results: plots, tables, images, provenance.",
      "The page is one file, needs no network, and shows what the results hold."
    })
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "what 'lazaret lab study' wrote")
  private Path directory;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "where to write (default: DIR/report.html)")
  private @Nullable Path out;

  @Override
  public Integer call() {
    System.out.println(StudyReport.write(directory, Optional.ofNullable(out)));
    return 0;
  }
}
