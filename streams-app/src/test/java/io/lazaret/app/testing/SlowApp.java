package io.lazaret.app.testing;

import io.lazaret.app.AppCommand;
import io.lazaret.cli.CommandLines;
import java.time.Duration;
import java.util.Map;

/** The app as a process of its own, with an assessor that takes its time. */
public final class SlowApp {
  private SlowApp() {}

  /** Takes the arguments of the app's command. */
  public static void main(String[] arguments) {
    AppCommand command =
        new AppCommand(
            (bundles, device, rate) ->
                Map.of("xray", new FakeAssessor("xray", Duration.ofMillis(20))));
    System.exit(CommandLines.run(command, arguments));
  }
}
