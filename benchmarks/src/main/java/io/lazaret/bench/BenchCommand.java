package io.lazaret.bench;

import io.lazaret.cli.CommandLines;
import picocli.CommandLine.Command;

/** {@code lazaret bench}: measurements whose results are JSON. */
@Command(
    name = "lazaret bench",
    mixinStandardHelpOptions = true,
    description = "Measures; results are JSON.",
    subcommands = {
      AttacksBench.class,
      DetectorsBench.class,
      EnginesBench.class,
      GradientBench.class,
      GrowthBench.class,
      LatencyBench.class,
      MemoryBench.class,
      PeersBench.class,
      SoakBench.class,
      StreamBench.class,
      ViewsBench.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class BenchCommand {
  public static void main(String[] arguments) {
    System.exit(CommandLines.run(new BenchCommand(), arguments));
  }
}
