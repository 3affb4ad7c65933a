package io.lazaret.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

class CommandLinesTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Callable<Integer> body, String... arguments) {
    return CommandLines.run(
        new PrintWriter(out, true), new PrintWriter(err, true), new Example(body), arguments);
  }

  @Command(name = "lazaret example", description = "An example.")
  static final class Example implements Callable<Integer> {
    private final Callable<Integer> body;

    @Option(names = "--port", description = "A port.")
    int port;

    @Option(names = "--help", usageHelp = true, description = "Shows this help.")
    boolean help;

    Example(Callable<Integer> body) {
      this.body = body;
    }

    @Override
    public Integer call() throws Exception {
      return body.call();
    }
  }

  @Test
  void theCommandsOwnStatusIsTheExitStatus() {
    assertEquals(3, run(() -> 3));
    assertEquals("", err.toString());
  }

  @Test
  void aMisuseWithoutAMessageIsOneLineAndStatusTwo() {
    CommandLine misused = new CommandLine(new Example(() -> 0)).setErr(new PrintWriter(err, true));

    int status =
        run(
            () -> {
              throw new ParameterException(misused, null);
            });

    assertEquals(2, status);
    assertEquals("cannot be understood; see 'lazaret example --help'\n", err.toString());
  }

  @Test
  void aRefusalIsOneLineAndStatusTwo() {
    int status =
        run(
            () -> {
              throw new RefusedException("app.yaml: no such file");
            });

    assertEquals(2, status);
    assertEquals("app.yaml: no such file\n", err.toString());
  }

  @Test
  void misuseIsOneLineWithAHint() {
    assertEquals(2, run(() -> 0, "--port", "abc"));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().endsWith("; see 'lazaret example --help'\n"), err.toString());
  }

  @Test
  void anUnknownOptionIsOneLine() {
    assertEquals(2, run(() -> 0, "--prot", "1"));
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @Test
  void aDefectIsAStackTraceAndStatusOne() {
    int status =
        run(
            () -> {
              throw new IllegalStateException("broken");
            });

    assertEquals(1, status);
    assertTrue(err.toString().contains("IllegalStateException: broken"));
    assertTrue(err.toString().contains("\tat "));
  }

  @Test
  void anErrorIsAStackTraceAndStatusOne() {
    int status =
        run(
            () -> {
              throw new AssertionError("broken");
            });

    assertEquals(1, status);
    assertTrue(err.toString().contains("AssertionError: broken"));
  }

  @Test
  void helpGoesToStdoutWithoutEscapeCodes() {
    assertEquals(0, run(() -> 0, "--help"));
    assertTrue(out.toString().startsWith("Usage: lazaret example"), out.toString());
    assertEquals(-1, out.toString().indexOf('\u001b'));
  }
}
