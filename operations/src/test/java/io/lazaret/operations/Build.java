package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A build of the project, whose programs run as processes of their own.
 *
 * @param name of its commit, or {@code this}
 * @param app class path of the app
 * @param audit class path of the auditor
 */
record Build(String name, String app, String audit) {
  private static final int LIMIT_MINUTES = 10;
  private static final String HEAP = "512m";

  /** What is being tested. */
  static Build ofThis() {
    return new Build("this", Programs.classPath(), Programs.classPath());
  }

  /** The build of an earlier commit, made here; skips the test where the history is not there. */
  static Build of(String commit, Path work) throws IOException, InterruptedException {
    Path home = Files.createDirectories(work.resolve(commit));
    Path archive = home.resolve("source.tar");
    String missing = archived(commit, archive);
    assumeTrue(missing.isEmpty(), "no commit " + commit + " in this folder: " + missing);
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

  /** Archives a commit's sources; what git says where it cannot. */
  private static String archived(String commit, Path archive) throws InterruptedException {
    try {
      Path log = archive.resolveSibling("git.log");
      ProcessBuilder git =
          new ProcessBuilder("git", "archive", "--output", archive.toString(), commit)
              .directory(Peers.HOME.toFile());
      return status(git, log) == 0 ? "" : "git: " + Files.readString(log);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String classPath(Path home, String module) throws IOException {
    Path target = home.resolve(module).resolve("target");
    try (var jars = Files.newDirectoryStream(target, "lazaret-" + module + "-*.jar")) {
      return jars.iterator().next() + ":" + Files.readString(target.resolve("classpath.txt"));
    }
  }

  private static void run(Path home, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Path log = home.resolve(command[0] + ".log");
    int status = status(builder, log);
    assertEquals(0, status, String.join(" ", command) + "\n" + Files.readString(log));
  }

  /** Runs a program to its end, with its output in a file. */
  private static int status(ProcessBuilder program, Path log)
      throws IOException, InterruptedException {
    Process process = program.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertTrue(
          process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES), program.command() + " does not end");
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Starts the app, whose output is appended to a file. */
  Process startApp(Path settings, Path log) throws IOException {
    return Programs.start(
        app, log, HEAP, "io.lazaret.app.AppCommand", List.of("--config", settings.toString()));
  }

  /** Makes the topics that settings name. */
  void createTopics(Path settings, Path log) throws IOException, InterruptedException {
    Process process =
        Programs.start(
            app,
            log,
            HEAP,
            "io.lazaret.app.TopicsCommand",
            List.of("create", "--config", settings.toString(), "--partitions", "4"));
    assertEquals(0, process.waitFor(), Files.readString(log));
  }

  /** Whether its own auditor finds the law kept. */
  boolean lawKept(String bootstrap, Path log) throws IOException, InterruptedException {
    Process process =
        Programs.start(
            audit, log, HEAP, "io.lazaret.sim.AuditCommand", List.of("--bootstrap", bootstrap));
    return process.waitFor() == 0;
  }
}
