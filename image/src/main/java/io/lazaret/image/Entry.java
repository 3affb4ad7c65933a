package io.lazaret.image;

import io.lazaret.app.AppCommand;
import io.lazaret.app.TopicsCommand;
import io.lazaret.app.rollout.BundleCommand;
import io.lazaret.cli.CommandLines;
import io.lazaret.sim.AuditCommand;
import java.util.Arrays;

/**
 * What the image runs: its first argument is the command, in the launcher's words. What a team on
 * call needs is here; the lab, the simulator and the trials are not.
 */
public final class Entry {
  private static final String USAGE =
      """
      usage: COMMAND [OPTIONS]        COMMAND --help says more

        app      judge every image of a topic: clear, quarantined or rejected
        audit    check that every image has exactly one route and one verdict
        topics   create or check the topics
        bundle   sign bundles, roll them out to apps that run""";

  private Entry() {}

  public static void main(String[] arguments) {
    if (arguments.length == 0) {
      refuse("no command");
      return;
    }
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    switch (arguments[0]) {
      case "app" -> AppCommand.main(rest);
      case "audit" -> AuditCommand.main(rest);
      case "topics" -> TopicsCommand.main(rest);
      case "bundle" -> BundleCommand.main(rest);
      case "help", "-h", "--help" -> System.out.println(USAGE);
      default -> refuse("unknown command '" + arguments[0] + "'");
    }
  }

  private static void refuse(String complaint) {
    System.err.println(USAGE);
    System.err.println("lazaret: " + complaint);
    System.exit(CommandLines.REFUSED);
  }
}
