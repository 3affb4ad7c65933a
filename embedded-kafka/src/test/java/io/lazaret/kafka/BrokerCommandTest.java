package io.lazaret.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class BrokerCommandTest {
  @TempDir Path directory;

  @Test
  void saysWhenItIsReadyAndEndsInOrderOnSigterm() throws Exception {
    int port = Ports.free(1).get(0);
    Process broker = broker("--port", Integer.toString(port), "--data", directory.toString());
    try (BufferedReader output = broker.inputReader()) {
      assertEquals(
          "Kafka is ready at 127.0.0.1:" + port + ", data in " + directory, output.readLine());

      // Process.destroy would also close the output that is still to be read.
      broker.toHandle().destroy();

      assertTrue(broker.waitFor(30, TimeUnit.SECONDS));
      assertEquals(0, broker.exitValue());
      assertEquals(null, output.readLine());
    } finally {
      broker.destroyForcibly();
    }
  }

  @Test
  void misuseIsOneLine() throws Exception {
    Process broker = broker("--nodes", "0", "--data", directory.toString());
    try (BufferedReader output = broker.inputReader()) {
      assertEquals("nodes must be 1 to 9, not 0; see 'lazaret broker --help'", output.readLine());
      assertEquals(2, broker.waitFor());
      assertEquals(null, output.readLine());
    }
  }

  @Test
  void aDirectoryThatKafkaWouldTakeForTwoIsRefused() {
    Path two = directory.resolve("a,b");

    String refusal =
        assertThrows(RefusedException.class, () -> EmbeddedKafka.start(two)).getMessage();

    assertEquals(
        two + ": Kafka takes a comma for the end of a name; give another directory", refusal);
  }

  private static Process broker(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BrokerCommand.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
