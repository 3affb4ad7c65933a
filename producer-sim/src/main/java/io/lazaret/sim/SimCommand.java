package io.lazaret.sim;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code sim}: plays a feed and scores what came of it. */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    subcommands = {ReplayCommand.class, ScoreCommand.class},
    description = "Plays a corpus to a feed's topic and scores the verdicts.")
public final class SimCommand {
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SimCommand()).execute(arguments));
  }
}
