package io.lazaret.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher: on machines that lack what it needs, through a link, two at a time. */
@Tag("packaging")
class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "env",
          "dirname",
          "readlink",
          "sed",
          "head",
          "find",
          "cat",
          "mkdir",
          "sleep",
          "flock",
          "tee",
          "grep");

  @TempDir private Path machine;
  private Path bin;

  /** What the launcher said, and its status. */
  private record Answer(int status, String text) {}

  @BeforeEach
  void makeABareMachine() throws IOException {
    bin = Files.createDirectories(machine.resolve("bin"));
    for (String tool : TOOLS) {
      for (String place : List.of("/usr/bin", "/bin")) {
        Path real = Path.of(place, tool);
        if (Files.exists(real) && !Files.exists(bin.resolve(tool))) {
          Files.createSymbolicLink(bin.resolve(tool), real);
        }
      }
    }
    Files.copy(ShippedBundle.HOME.resolve("lazaret"), machine.resolve("lazaret"));
    machine.resolve("lazaret").toFile().setExecutable(true);
  }

  @Test
  void withoutJavaItSaysWhatIsNeededAndHowToGetIt() throws Exception {
    assertRefused(run("demo"), "found no java", "17", "apt install openjdk-17-jdk");
  }

  @Test
  void withAnOldJavaItNamesWhatWasFound() throws Exception {
    program("java", "echo 'openjdk version \"11.0.20\" 2023-07-18' >&2");
    assertRefused(run("demo"), "found Java 11", "need 17", "apt install openjdk-17-jdk");
  }

  @Test
  void withARuntimeOnlyItAsksForTheCompiler() throws Exception {
    program("java", "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2");
    program("mvn", "echo 'Apache Maven 3.9.9 (abc)'");
    assertRefused(run("demo"), "runtime without a compiler", "JDK 17");
  }

  @Test
  void withoutMavenItSaysHowToGetIt() throws Exception {
    program("java", "echo 'openjdk version \"21.0.2\" 2024-01-16' >&2");
    program("javac", "true");
    assertRefused(run("test"), "found no mvn", "3.8.7", "apt install maven");
  }

  @Test
  void withAnOldMavenItNamesWhatWasFound() throws Exception {
    program("java", "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2");
    program("javac", "true");
    program("mvn", "echo 'Apache Maven 3.6.3 (xyz)'");
    assertRefused(run("demo"), "found Maven 3.6.3", "need 3.8.7");
  }

  @Test
  void withAnUnknownCommandItListsTheKnownOnes() throws Exception {
    Answer answer = run("demmo");
    assertEquals(2, answer.status());
    assertTrue(answer.text().contains("unknown command 'demmo'"), answer.text());
    assertTrue(answer.text().contains("audit"), answer.text());
  }

  @Test
  void throughALinkItFindsItsClone() throws Exception {
    program(
        "java",
        "case \"$*\" in -version) echo 'openjdk version \"17.0.15\"' >&2 ;; *) echo \"$*\" ;; esac");
    program("javac", "true");
    program(
        "mvn",
        """
        if [ "$1" = -v ]; then echo 'Apache Maven 3.9.9 (abc)'; exit; fi
        mkdir -p attack-lab/target
        echo nothing >attack-lab/target/classpath.txt
        """);
    Path clone = Files.createDirectories(machine.resolve("a clone"));
    Files.move(machine.resolve("lazaret"), clone.resolve("lazaret"));
    Files.createSymbolicLink(machine.resolve("lazaret"), clone.resolve("lazaret"));
    Answer answer = run("lab");
    assertEquals(0, answer.status(), answer.text());
    assertTrue(answer.text().contains("-Dlazaret.home=" + clone.toRealPath()), answer.text());
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aCommandWaitsForTheBuildOfAnotherAndNotForItsEnd() throws Exception {
    program(
        "java",
        """
        case "$*" in
          -version) echo 'openjdk version "17.0.15" 2025-04-15' >&2 ;;
          *BrokerCommand*) while [ ! -f %1$s/stop ]; do sleep 0.05; done ;;
        esac
        """
            .formatted(machine));
    program("javac", "true");
    program(
        "mvn",
        """
        if [ "$1" = -v ]; then echo 'Apache Maven 3.9.9 (abc)'; exit; fi
        echo built >>%1$s/builds
        while [ ! -f %1$s/go ]; do sleep 0.05; done
        for module in embedded-kafka streams-app; do
          mkdir -p %1$s/$module/target
          echo nothing >%1$s/$module/target/classpath.txt
        done
        """
            .formatted(machine));
    Process first = start("broker");
    try (BufferedReader firstSays = first.inputReader()) {
      assertTrue(firstSays.readLine().contains("building"));
      Process second = start("topics");
      try (BufferedReader secondSays = second.inputReader()) {
        assertEquals("lazaret: waiting for another build here", secondSays.readLine());
        Files.createFile(machine.resolve("go"));
        assertTrue(second.waitFor(20, TimeUnit.SECONDS), "it ends while the first goes on");
        assertEquals(0, second.exitValue());
      } finally {
        second.destroyForcibly();
      }
      assertTrue(first.isAlive(), "the first goes on");
      Files.createFile(machine.resolve("stop"));
      assertTrue(first.waitFor(20, TimeUnit.SECONDS), "the first ends");
      assertEquals(0, first.exitValue());
    } finally {
      first.destroyForcibly();
    }
    assertEquals(List.of("built"), Files.readAllLines(machine.resolve("builds")));
  }

  private static void assertRefused(Answer answer, String... words) {
    assertEquals(2, answer.status(), answer.text());
    assertEquals(1, answer.text().lines().count(), answer.text());
    for (String word : words) {
      assertTrue(answer.text().contains(word), answer.text());
    }
  }

  private void program(String name, String script) throws IOException {
    Path file = Files.writeString(bin.resolve(name), "#!/usr/bin/env bash\n" + script + "\n");
    file.toFile().setExecutable(true);
  }

  private Answer run(String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it ends");
    return new Answer(process.exitValue(), text);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(bin.resolve("bash").toString()));
    command.add(machine.resolve("lazaret").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    return builder.start();
  }
}
