package io.lazaret.lab.command;

import io.lazaret.cli.CommandLines;
import picocli.CommandLine.Command;

/** {@code lazaret lab}: everything that is done to a network before it serves. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = "Attacks a network, fits detectors, evaluates them, writes bundles and corpora.",
    subcommands = {
      StudyCommand.class,
      ReportCommand.class,
      CorpusCommand.class,
      EvaluateCommand.class,
      CalibrateCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class LabCommand {
  public static void main(String[] arguments) {
    System.exit(CommandLines.run(new LabCommand(), arguments));
  }
}
