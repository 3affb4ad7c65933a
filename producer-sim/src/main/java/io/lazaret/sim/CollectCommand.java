package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sim collect}. */
@Command(
    name = "collect",
    mixinStandardHelpOptions = true,
    description = {
      "Takes the newest images of a feed out of a topic into a folder, for a person to look through",
      "and for 'lazaret lab calibrate'. Reads committed records only; images that lie in an object",
      "store are left out."
    })
public final class CollectCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private ConnectionOptions kafka;

  @Option(
      names = "--topic",
      defaultValue = "images.cleared",
      description = "Where the images are (default: ${DEFAULT-VALUE}).")
  private String topic;

  @Option(
      names = "--modality",
      required = true,
      paramLabel = "NAME",
      description = "Of which modality.")
  private String modality;

  @Option(names = "--feed", paramLabel = "NAME", description = "Of which feed (default: of all).")
  private Optional<String> feed;

  @Option(
      names = "--reviewed",
      paramLabel = "FILE",
      description = "Only images whose ids are in this file, one a line (default: all).")
  private Optional<Path> reviewed;

  @Option(
      names = "--since",
      defaultValue = "7d",
      paramLabel = "TIME",
      converter = FollowOptions.Span.class,
      description = "How far back to look: 90s, 5m, 2h, 1d (default: ${DEFAULT-VALUE}).")
  private Duration since;

  @Option(
      names = "--newest",
      defaultValue = "400",
      paramLabel = "N",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int newest;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A new folder; DIR.csv beside it says which file is which image.")
  private Path out;

  @Override
  public Integer call() {
    if (newest < 1) {
      throw new RefusedException("--newest " + newest + ": must be at least 1");
    }
    var choice = new RecentImages.Choice(modality, feed, reviewed.map(RecentImages::ids), newest);
    int found;
    RecentImages images;
    try (var reader = new TopicReader(kafka.connection(), List.of(topic))) {
      images = new RecentImages(out, choice);
      reader.seekBack(since);
      reader.readTo(reader.ends(), images::take);
      found = images.finish();
    }
    PrintWriter said = command.commandLine().getOut();
    said.printf("%d images in %s", found, out);
    if (images.elsewhere() > 0) {
      said.printf("; %d more lie in a store, or are no PNG or JPEG", images.elsewhere());
    }
    said.println();
    said.flush();
    return 0;
  }
}
