package io.lazaret.sim;

import io.lazaret.cli.CommandLines;
import picocli.CommandLine.Command;

/** {@code sim}: plays a feed and scores what came of it. */
@Command(
    name = "lazaret sim",
    mixinStandardHelpOptions = true,
    subcommands = {ReplayCommand.class, ScoreCommand.class, CollectCommand.class},
    description =
        "Plays a corpus to a feed's topic, scores the verdicts, takes images out of a topic.")
public final class SimCommand {
  public static void main(String[] arguments) {
    System.exit(CommandLines.run(new SimCommand(), arguments));
  }
}
