package io.lazaret.demo.torture;

import io.lazaret.app.AppCommand;
import io.lazaret.app.BundleAssessors;
import io.lazaret.cli.CommandLines;
import java.nio.file.Path;

/** The app's own process, with a network that fails now and then. */
final class TortureApp {
  /** System property: the file that makes the network fail while it exists. */
  static final String FAULTS = "lazaret.torture.faults";

  /** System property: the seed of what goes wrong. */
  static final String SEED = "lazaret.torture.seed";

  private TortureApp() {}

  public static void main(String[] arguments) {
    FaultyAssessors assessors =
        new FaultyAssessors(
            new BundleAssessors(), Path.of(System.getProperty(FAULTS)), Long.getLong(SEED, 0));
    System.exit(CommandLines.run(new AppCommand(assessors), arguments));
  }
}
