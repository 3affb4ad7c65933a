package io.lazaret.lab.command;

import io.lazaret.cli.Settings;
import io.lazaret.cli.SettingsReference;
import io.lazaret.cli.Terminals;
import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.experiment.Experiments;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.Progress;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Report;
import io.lazaret.lab.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lazaret lab study}: a recipe from end to end. */
@Command(
    name = "study",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a recipe from end to end.",
      "Trains a network, attacks it, fits and calibrates detectors, evaluates them on patients",
      "never seen. Writes to --out:",
      "  bundle/    what the app serves",
      "  corpus/    clean and attacked test images, with the offline verdicts",
      "  results/   evaluation.json, report.md, and a file for every experiment of the recipe",
      "  work/      what was computed: a study that was killed goes on from here"
    })
final class StudyCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "RECIPE",
      description = "the recipe, for example recipes/phantom.yaml")
  private @Nullable Path recipe;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder with labels.csv, for recipes of kind labels-csv")
  private @Nullable Path data;

  @Option(
      names = "--backbone",
      paramLabel = "FILE",
      description = {
        "a TorchScript network that is trained already, instead of the recipe's backbone and",
        "training: gives logits and taps; docs/own-network.md says how to export one"
      })
  private @Nullable Path backbone;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "where to write; new, or the unfinished work of the same study")
  private @Nullable Path out;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, gpu or gpu:N (default: ${DEFAULT-VALUE})")
  private String device;

  @Option(
      names = "--protocol",
      defaultValue = "leak-free",
      description = {
        "leak-free, or leaky: beside it, the detectors of the paper under the protocol of its",
        "reference code, leak by leak, in results/leaks.json (default: ${DEFAULT-VALUE})"
      })
  private String protocol;

  @Option(names = "--recipe-reference", description = "print what a recipe may say, and stop")
  private boolean reference;

  @Override
  public Integer call() {
    if (reference) {
      System.out.print(SettingsReference.markdown(Recipe.class));
      return 0;
    }
    if (recipe == null || out == null) {
      throw new RefusedException("give a recipe and --out DIR; see 'lazaret lab study --help'");
    }
    Recipe read = Settings.read(recipe, Recipe.class);
    Progress progress = new Progress(System.err, Terminals.showsProgress());
    Study study =
        new Study(
            read,
            text(recipe),
            Optional.ofNullable(data),
            Optional.ofNullable(backbone),
            out,
            device,
            progress,
            experiments(read));
    Evaluation evaluation = study.run();
    System.out.print(Report.markdown(read, evaluation));
    System.out.printf("%nAs a page with plots and images: ./lazaret lab report %s%n", out);
    return 0;
  }

  private List<Experiment> experiments(Recipe read) {
    return switch (protocol) {
      case "leak-free" -> Experiments.of(read);
      case "leaky" -> Experiments.withLeaks(read);
      default ->
          throw new RefusedException("--protocol '" + protocol + "': must be leak-free or leaky");
    };
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read: " + IoReason.of(e), e);
    }
  }
}
