package io.lazaret.sim;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that talks to Kafka. */
final class ConnectionOptions {
  @Option(names = "--bootstrap", required = true, paramLabel = "HOST:PORT", description = "Kafka.")
  private String bootstrap;

  @Option(
      names = "--client-properties",
      paramLabel = "FILE",
      description = "Java properties with settings of Kafka's clients, for TLS and SASL.")
  private @Nullable Path file;

  Connection connection() {
    return file == null ? Connection.to(bootstrap) : Connection.read(bootstrap, file);
  }
}
