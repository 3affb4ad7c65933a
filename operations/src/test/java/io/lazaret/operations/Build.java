package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A build of the project, whose programs run as processes of their own.
 *
 * @param name of its commit, or {@code this}
 * @param app class path of the app
 * @param audit class path of the auditor
 */
record Build(String name, String app, String audit) {
  private static final int BUILD_MINUTES = 10;

  /** What is being tested. */
  static Build ofThis() {
    String all = System.getProperty("java.class.path");
    return new Build("this", all, all);
  }

  /** The build of an earlier commit, made here; skips the test where the history is not there. */
  static Build of(String commit, Path work) throws IOException, InterruptedException {
    Path home = Files.createDirectories(work.resolve(commit));
    Path archive = home.resolve("source.tar");
    Process git =
        new ProcessBuilder("git", "archive", "--output", archive.toString(), commit)
            .directory(Peers.HOME.toFile())
            .redirectErrorStream(true)
            .start();
    String said = text(git.getInputStream());
    assumeTrue(git.waitFor() == 0, "no commit " + commit + " in this clone: " + said);
    run(home, "tar", "-xf", archive.toString());
    run(
        home,
        "mvn",
        "-q",
        "-B",
        "-Dmaven.test.skip=true",
        "-Dspotless.check.skip=true",
        "package",
        "-pl",
        "streams-app,producer-sim",
        "-am");
    return new Build(commit, classPath(home, "streams-app"), classPath(home, "producer-sim"));
  }

  private static String classPath(Path home, String module) throws IOException {
    Path target = home.resolve(module).resolve("target");
    try (var jars = Files.newDirectoryStream(target, "lazaret-" + module + "-*.jar")) {
      return jars.iterator().next() + ":" + Files.readString(target.resolve("classpath.txt"));
    }
  }

  private static void run(Path home, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String said = text(process.getInputStream());
    assertTrue(process.waitFor(BUILD_MINUTES, TimeUnit.MINUTES), command[0] + " does not end");
    assertEquals(0, process.exitValue(), () -> String.join(" ", command) + "\n" + said);
  }

  private static String text(InputStream output) throws IOException {
    return new String(output.readAllBytes());
  }

  /** Starts the app, whose output is appended to a file. */
  Process startApp(Path settings, Path log) throws IOException {
    return start(app, log, "io.lazaret.app.AppCommand", "--config", settings.toString());
  }

  /** Makes the topics that settings name. */
  void createTopics(Path settings, Path log) throws IOException, InterruptedException {
    Process process =
        start(
            app,
            log,
            "io.lazaret.app.TopicsCommand",
            "create",
            "--config",
            settings.toString(),
            "--partitions",
            "4");
    assertEquals(0, process.waitFor(), Files.readString(log));
  }

  /** Whether its own auditor finds the law kept. */
  boolean lawKept(String bootstrap, Path log) throws IOException, InterruptedException {
    return start(audit, log, "io.lazaret.sim.AuditCommand", "--bootstrap", bootstrap).waitFor()
        == 0;
  }

  private static Process start(String classPath, Path log, String main, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-cp",
                classPath,
                main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("OMP_WAIT_POLICY", "PASSIVE"));
    return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
  }
}
