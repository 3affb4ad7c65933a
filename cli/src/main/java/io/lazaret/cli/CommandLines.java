package io.lazaret.cli;

import io.lazaret.core.RefusedException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;

/**
 * Runs a picocli command the way all Lazaret commands run. Exit statuses: what the command returns;
 * 2 when something that the user gave was refused (one line on stderr); 1 for a defect of the
 * program (a stack trace on stderr).
 */
public final class CommandLines {
  /** Exit status: something that the user gave cannot be used. */
  public static final int REFUSED = 2;

  /** Exit status: the program itself failed. */
  public static final int FAILED = 1;

  /** Exit status: told to stop before it was done, as shells count SIGTERM. */
  public static final int STOPPED = 128 + 15;

  private CommandLines() {}

  /**
   * Runs a command.
   *
   * @param command an object annotated with {@link CommandLine.Command}
   * @return the exit status, for {@link System#exit}
   */
  public static int run(Object command, String... arguments) {
    return run(
        new PrintWriter(System.out, true), new PrintWriter(System.err, true), command, arguments);
  }

  /** Like {@link #run(Object, String...)}, with the writers for results and for errors. */
  static int run(PrintWriter out, PrintWriter err, Object command, String... arguments) {
    CommandLine line = new CommandLine(command);
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    sayVersion(line);
    line.setParameterExceptionHandler(CommandLines::misused);
    line.setExecutionExceptionHandler((failure, failed, parsed) -> failed(err, failure));
    try {
      return line.execute(arguments);
    } catch (Error e) {
      // Picocli handles exceptions only, and another thread may keep this process alive.
      return failed(err, e);
    }
  }

  /** The answer to {@code --version}, of the command and of those below it. */
  private static void sayVersion(CommandLine line) {
    String version = CommandLines.class.getPackage().getImplementationVersion();
    line.getCommandSpec().version("lazaret " + (version == null ? "development" : version));
    line.getSubcommands().values().forEach(CommandLines::sayVersion);
  }

  private static int misused(CommandLine.ParameterException misuse, String[] arguments) {
    CommandLine command = misuse.getCommandLine();
    String message =
        Optional.ofNullable(misuse.getMessage()).stream()
            .flatMap(String::lines)
            .findFirst()
            .orElse("cannot be understood");
    command
        .getErr()
        .println(message + "; see '" + command.getCommandSpec().qualifiedName() + " --help'");
    return REFUSED;
  }

  private static int failed(PrintWriter err, Throwable failure) {
    if (failure instanceof RefusedException refused) {
      err.println(refused.getMessage());
      return REFUSED;
    }
    failure.printStackTrace(err);
    return FAILED;
  }
}
