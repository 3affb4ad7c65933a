package io.lazaret.kafka;

import io.lazaret.cli.CommandLines;
import io.lazaret.cli.StopSignal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./lazaret broker}: a Kafka for trying things out. */
@Command(
    name = "lazaret broker",
    mixinStandardHelpOptions = true,
    description = "Runs Kafka on this machine, for trials. Stop it with Ctrl-C; the data stays.")
public final class BrokerCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      defaultValue = "9092",
      paramLabel = "N",
      description = "Port of the first node (default: ${DEFAULT-VALUE}); others follow it.")
  private int port;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Directory that keeps the topics.")
  private Path data;

  @Option(
      names = "--nodes",
      defaultValue = "1",
      paramLabel = "N",
      description = "Nodes, 1 to 9 (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    EmbeddedKafka kafka = EmbeddedKafka.start(plan());
    StopSignal signal =
        StopSignal.listen(
            () -> {
              kafka.close();
              return 0;
            });
    spec.commandLine()
        .getOut()
        .println("Kafka is ready at " + kafka.bootstrapServers() + ", data in " + data);
    signal.await();
    return 0;
  }

  private ClusterPlan plan() {
    try {
      return ClusterPlan.in(data).withNodes(nodes).withFirstPort(port);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  public static void main(String[] arguments) {
    System.exit(CommandLines.run(new BrokerCommand(), arguments));
  }
}
