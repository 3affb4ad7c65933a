package io.lazaret.lab.command;

import io.lazaret.cli.CommandLines;
import io.lazaret.cli.StopSignal;
import io.lazaret.core.model.djl.EngineCall;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code lazaret lab}: everything that is done to a network before it serves. */
@Command(
    name = "lazaret lab",
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
  /** A batch takes seconds; a network that hangs must not keep the process. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Nothing that counts is lost: what a study has computed lies in its folder. */
  private static int stop() {
    System.err.println();
    System.err.println("stopping; a study goes on when the same command is given again");
    EngineCall.endAll(PATIENCE);
    return CommandLines.STOPPED;
  }

  public static void main(String[] arguments) {
    int status;
    StopSignal signal = StopSignal.listen(LabCommand::stop);
    try {
      status = CommandLines.run(new LabCommand(), arguments);
    } finally {
      signal.close();
    }
    System.exit(status);
  }
}
