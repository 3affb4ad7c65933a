package io.lazaret.lab.command;

import io.lazaret.lab.study.PhantomCorpus;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lazaret lab corpus}: fresh phantoms, some of them attacked. */
@Command(
    name = "corpus",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a corpus of fresh phantoms, some of them attacked.",
      "They are of the kind that the network of a bundle reads, and are attacked through it.",
      "Same seed, same bytes."
    })
final class CorpusCommand implements Callable<Integer> {
  @Option(names = "--bundle", required = true, paramLabel = "DIR", description = "whose network")
  private Path bundle;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "must be new")
  private Path out;

  @Option(
      names = "--images",
      defaultValue = "200",
      paramLabel = "N",
      description = "how many (default: ${DEFAULT-VALUE})")
  private int images;

  @Option(
      names = "--attacked",
      defaultValue = "0.2",
      paramLabel = "SHARE",
      description = "share of attacked images, 0 to 1 (default: ${DEFAULT-VALUE})")
  private double attacked;

  @Option(
      names = "--attack",
      defaultValue = "PGD",
      paramLabel = "NAME",
      description = "as recipes name it, docs/attacks.md (default: ${DEFAULT-VALUE})")
  private String attack;

  @Option(
      names = "--epsilon-levels",
      defaultValue = "2",
      paramLabel = "E",
      description = "largest change in levels of 255 (default: ${DEFAULT-VALUE})")
  private double levels;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "S",
      description = "source of all randomness (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, gpu or gpu:N (default: ${DEFAULT-VALUE})")
  private String device;

  @Override
  public Integer call() {
    new PhantomCorpus(bundle, images, attacked, attack, levels, seed, device)
        .write(out, done -> {});
    System.out.println(out + ": " + images + " images");
    return 0;
  }
}
