package io.lazaret.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lazaret.app.testing.AppProcess;
import io.lazaret.cli.CommandLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppCommandTest {
  @TempDir Path directory;

  private record Result(int status, String out, String err) {}

  private static Result run(Object command, String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream newOut = new ByteArrayOutputStream();
    ByteArrayOutputStream newErr = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(newOut, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(newErr, true, StandardCharsets.UTF_8));
      int status = CommandLines.run(command, arguments);
      return new Result(
          status, newOut.toString(StandardCharsets.UTF_8), newErr.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static Result app(String... arguments) {
    return run(new AppCommand((bundles, asked) -> Map.of()), arguments);
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(directory.resolve("app.yaml"), yaml);
  }

  @Test
  void goodSettingsAreGood() throws IOException {
    Path file = file("kafka: {bootstrapServers: 'x:1'}");

    Result result = app("--config", file.toString(), "--check-config");

    assertEquals(new Result(0, file + ": the settings can be used\n", ""), result);
  }

  @Test
  void badSettingsAreOneLine() throws IOException {
    Path file = file("kafka: {bootstrap-servers: 'x:1'}");

    Result result = app("--config", file.toString(), "--check-config");

    assertEquals(
        new Result(
            2,
            "",
            file
                + ": unknown key 'kafka.bootstrap-servers';"
                + " did you mean 'kafka.bootstrapServers'?\n"),
        result);
  }

  @Test
  void theReferenceNeedsNoFile() {
    Result result = app("--config-reference");

    assertEquals(0, result.status());
    assertTrue(result.out().contains("| `kafka.bootstrapServers` | text | required |"));
  }

  @Test
  void withoutSettingsItSaysSo() {
    assertEquals(
        new Result(2, "", "Missing required option: '--config=FILE'; see 'lazaret app --help'\n"),
        app());
  }

  @Test
  void stoppedWhileItWaitsForKafkaItEndsInOrderAndItsLogIsJson() throws Exception {
    Path file = file("kafka: {bootstrapServers: 'localhost:1'}\nhttp: {port: 0}\nlogFormat: json");
    Path log = directory.resolve("log");
    Process app =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AppProcess.class.getName(),
                "--config",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (!Files.readString(log).contains("health and metrics") && System.nanoTime() < end) {
        Thread.sleep(50);
      }
      app.toHandle().destroy();

      assertTrue(app.waitFor(20, TimeUnit.SECONDS));
      assertEquals(0, app.exitValue(), Files.readString(log));
      for (String line : Files.readAllLines(log)) {
        assertTrue(new ObjectMapper().readTree(line).has("formattedMessage"), line);
      }
    } finally {
      app.destroyForcibly();
    }
  }

  @Test
  void topicsNeedsToKnowWhatToDo() {
    assertEquals(
        new Result(2, "", "Say what to do: create or check; see 'lazaret topics --help'\n"),
        run(new TopicsCommand()));
  }

  @Test
  void topicsNeedsToKnowWhereKafkaIs() {
    Result result = run(new TopicsCommand(), "create");

    assertEquals(2, result.status());
    assertEquals(1, result.err().lines().count(), result.err());
  }

  @Test
  void anAddressThatIsNoneIsOneLine() {
    Result result = run(new TopicsCommand(), "check", "--bootstrap", "nonsense");

    assertEquals(2, result.status());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(result.err().startsWith("Kafka at nonsense: "), result.err());
  }
}
