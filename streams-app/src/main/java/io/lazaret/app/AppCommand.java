package io.lazaret.app;

import io.lazaret.app.config.AppConfig;
import io.lazaret.cli.CommandLines;
import io.lazaret.cli.ProcessEnd;
import io.lazaret.cli.Settings;
import io.lazaret.cli.SettingsReference;
import io.lazaret.cli.StopSignal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./lazaret app}: judges images until it is stopped. */
@Command(
    name = "lazaret app",
    mixinStandardHelpOptions = true,
    description =
        "Judges every image of the incoming topic and routes it. Ends with status 0 when stopped,"
            + " 2 when the settings cannot be used, 3 when the machine is broken.")
public final class AppCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(AppCommand.class);

  private final AssessorFactory factory;

  @Option(names = "--config", paramLabel = "FILE", description = "The settings, a YAML file.")
  private @Nullable Path file;

  @Option(names = "--check-config", description = "Reads the settings, says so, and ends.")
  private boolean check;

  @Option(
      names = "--config-reference",
      description = "Prints every key of the settings as a Markdown table, and ends.")
  private boolean reference;

  @Spec private CommandSpec spec;

  public AppCommand(AssessorFactory factory) {
    this.factory = factory;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (reference) {
      print(SettingsReference.markdown(AppConfig.class).stripTrailing());
      return 0;
    }
    if (file == null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Missing required option: '--config=FILE'");
    }
    AppConfig config = Settings.read(file, AppConfig.class);
    if (check) {
      print(file + ": the settings can be used");
      return 0;
    }
    Logging.configure(config.logFormat());
    return run(config);
  }

  private int run(AppConfig config) throws InterruptedException {
    Thread.setDefaultUncaughtExceptionHandler(AppCommand::died);
    AtomicReference<App> running = new AtomicReference<>();
    StopSignal signal = StopSignal.listen(() -> stop(running.get()));
    try {
      App app = App.start(config, factory);
      running.set(app);
      int status = app.await();
      app.close();
      return status;
    } finally {
      signal.close();
    }
  }

  /**
   * A thread whose work nobody waits for. An {@link Error} is the machine's, and a process that
   * goes on without one of its threads would limp; {@code -XX:+ExitOnOutOfMemoryError} sees the
   * heap only, not buffers outside of it and not threads.
   */
  private static void died(Thread thread, Throwable failure) {
    try {
      LOG.error("thread {} has died", thread.getName(), failure);
    } finally {
      if (failure instanceof Error) {
        ProcessEnd.now(App.BROKEN);
      }
    }
  }

  /** Before it runs there is nothing to stop: it opens bundles or waits for Kafka. */
  private static int stop(@Nullable App app) {
    return app == null ? 0 : app.stop();
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
  }

  public static void main(String[] arguments) {
    System.exit(CommandLines.run(new AppCommand(new BundleAssessors()), arguments));
  }
}
