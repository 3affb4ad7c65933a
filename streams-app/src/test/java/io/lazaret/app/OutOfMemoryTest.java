package io.lazaret.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.app.testing.FakeAssessor;
import io.lazaret.cli.CommandLines;
import io.lazaret.core.detect.Assessor;
import java.lang.management.MemoryUsage;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whichever thread runs out of memory ends the process, which would limp without it. */
class OutOfMemoryTest {
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final Pattern PORT = Pattern.compile("metrics at http://127.0.0.1:(\\d+)");

  @TempDir Path directory;

  /** The app with the JVM's options that the launcher and the image give; Kafka is not there. */
  private Process start(String what) throws Exception {
    Path settings =
        Files.writeString(
            directory.resolve("app.yaml"),
            """
            kafka: {bootstrapServers: 'localhost:1'}
            bundles: {xray: none}
            http: {port: 0}
            """);
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:MaxDirectMemorySize=16m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            OutOfMemoryTest.class.getName(),
            what,
            settings.toString())
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .start();
  }

  private Path log() {
    return directory.resolve("log");
  }

  /** Which thread is to run out of what, and the app's settings. */
  public static void main(String[] arguments) {
    AssessorFactory factory =
        switch (arguments[0]) {
          case "heap" -> (bundles, asked) -> Map.of("xray", hungry());
          case "buffers" ->
              (bundles, asked) -> {
                new Thread(() -> ByteBuffer.allocateDirect(17 << 20), "library").start();
                return Map.of("xray", new FakeAssessor("xray", Duration.ZERO));
              };
          default -> throw new IllegalArgumentException(arguments[0]);
        };
    System.exit(CommandLines.run(new AppCommand(factory), "--config", arguments[1]));
  }

  /** Takes the whole heap when it is asked for its memory, which a scrape does. */
  private static Assessor hungry() {
    FakeAssessor assessor = new FakeAssessor("xray", Duration.ZERO);
    assessor.deviceHas(
        () -> {
          List<byte[]> taken = new ArrayList<>();
          while (Thread.currentThread().getName().equals("operations")) {
            taken.add(new byte[1 << 20]);
          }
          return Optional.of(new MemoryUsage(0, taken.size(), taken.size(), -1));
        });
    return assessor;
  }

  private void assertEndsAsBroken(Process app, String word) throws Exception {
    assertTrue(app.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS), Files.readString(log()));
    assertEquals(App.BROKEN, app.exitValue(), Files.readString(log()));
    assertTrue(Files.readString(log()).contains(word), Files.readString(log()));
  }

  @Test
  void theHeapOnAThreadOfTheEndpoint() throws Exception {
    Process app = start("heap");
    try {
      URI metrics = URI.create("http://127.0.0.1:" + port(app) + "/metrics");
      Thread scrape =
          new Thread(
              () -> {
                try {
                  metrics.toURL().openStream().close();
                } catch (Exception e) {
                  // The process has ended: nobody answers.
                }
              });
      scrape.setDaemon(true);
      scrape.start();

      assertEndsAsBroken(app, "java.lang.OutOfMemoryError");
    } finally {
      app.destroyForcibly();
    }
  }

  @Test
  void buffersOutsideTheHeapOnAThreadThatNobodyWaitsFor() throws Exception {
    Process app = start("buffers");
    try {
      assertEndsAsBroken(app, "thread library has died");
    } finally {
      app.destroyForcibly();
    }
  }

  private String port(Process app) throws Exception {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (app.isAlive() && System.nanoTime() < end) {
      String said = Files.readString(log());
      Matcher found = PORT.matcher(said);
      if (said.contains("bundle fake-xray on") && found.find()) {
        return found.group(1);
      }
      Thread.sleep(50);
    }
    throw new AssertionError(Files.readString(log()));
  }
}
