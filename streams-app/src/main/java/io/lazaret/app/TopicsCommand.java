package io.lazaret.app;

import io.lazaret.app.config.AppConfig;
import io.lazaret.app.config.StreamsSettings;
import io.lazaret.app.topology.Topics;
import io.lazaret.cli.CommandLines;
import io.lazaret.cli.Settings;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./lazaret topics create|check}: the topics that the app needs. */
@Command(
    name = "lazaret topics",
    mixinStandardHelpOptions = true,
    description = "Creates or checks the topics that the app needs.")
public final class TopicsCommand implements Runnable {
  private static final int MOST_PARTITIONS = 10_000;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: create or check");
  }

  /** Where Kafka is, and what the topics are called. */
  static final class Target {
    @ArgGroup(multiplicity = "1")
    Where where;

    AppConfig config() {
      return where.file == null
          ? Settings.parse(
              "--bootstrap",
              "kafka: {bootstrapServers: '"
                  + Objects.requireNonNull(where.servers, "one of the two").replace("'", "''")
                  + "'}",
              Path.of("").toAbsolutePath(),
              AppConfig.class)
          : Settings.read(where.file, AppConfig.class);
    }
  }

  /** One of the two. */
  static final class Where {
    @Option(
        names = "--bootstrap",
        paramLabel = "HOST:PORT",
        description = "Where Kafka is; names and limits are the defaults.")
    @Nullable String servers;

    @Option(names = "--config", paramLabel = "FILE", description = "The app's settings.")
    @Nullable Path file;
  }

  /** Creates what is missing, and leaves what is there as it is. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Creates the topics that are missing.")
  int create(
      @Mixin Target target,
      @Option(
              names = "--partitions",
              defaultValue = "4",
              paramLabel = "N",
              description = "Partitions of each topic (default: ${DEFAULT-VALUE}).")
          int partitions,
      @Option(
              names = "--replication",
              paramLabel = "N",
              description = "Copies of each partition (default: what the brokers say).")
          Optional<Short> replication) {
    if (partitions < 1 || partitions > MOST_PARTITIONS) {
      throw new ParameterException(
          spec.commandLine(),
          "--partitions must be 1 to " + MOST_PARTITIONS + ", not " + partitions);
    }
    AppConfig config = target.config();
    TopicPlan.of(config, partitions, replication)
        .create(config.kafka())
        .forEach((name, created) -> print((created ? "created " : "exists  ") + name));
    return 0;
  }

  /** Says whether the app can run on the topics. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Checks that the topics are fit for the app.")
  int check(@Mixin Target target) {
    AppConfig config = target.config();
    Topics topics = config.topics();
    try (KafkaAdmin admin = KafkaAdmin.connect(StreamsSettings.client(config.kafka()))) {
      TopicCheck check = TopicCheck.of(admin, config);
      check.warnings().forEach(warning -> print("warning: " + warning));
      print(String.join(", ", topics.all()) + ": fit for the app");
    }
    return 0;
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
  }

  public static void main(String[] arguments) {
    System.exit(CommandLines.run(new TopicsCommand(), arguments));
  }
}
