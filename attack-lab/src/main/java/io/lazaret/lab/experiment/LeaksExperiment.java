package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.leak.AttackedImages;
import io.lazaret.lab.leak.Baseline;
import io.lazaret.lab.leak.CleanImages;
import io.lazaret.lab.leak.Leak;
import io.lazaret.lab.leak.Look;
import io.lazaret.lab.leak.Protocol;
import io.lazaret.lab.leak.Setting;
import io.lazaret.lab.leak.Trial;
import io.lazaret.lab.study.AttackedSet;
import io.lazaret.lab.study.AttackedSet.Target;
import io.lazaret.lab.study.Attacker;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.RowTable;
import io.lazaret.lab.study.StudyPlan;
import io.lazaret.lab.study.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What are the numbers of the reference code's protocol worth? The paper's detectors under that
 * protocol, with each of its leaks closed in turn, with each by itself, and without any.
 */
public final class LeaksExperiment implements Experiment {
  public static final String NAME = "leaks";

  /** The attacks that the paper's transfer begins from. */
  private static final Set<String> SOURCES = Set.of("FGSM", "PGD");

  private static final List<Statistics> SEEN =
      List.of(Statistics.PENULTIMATE_BY_CLASS, Statistics.TAPS_BY_CLASS);

  /**
   * What is written.
   *
   * @param leaks what each leak does and why it is wrong
   */
  public record Result(List<Description> leaks, List<Row> rows) {}

  /** A leak in words. */
  public record Description(String leak, String does, String wrong) {}

  /**
   * A detector under a protocol.
   *
   * @param protocol {@code leaky}, {@code without-LEAK}, {@code only-LEAK} or {@code leak-free}
   * @param fittedOn the attack that it was fitted on
   * @param attack the attack that it was tried on
   * @param epsilon in units of full scale
   * @param attackedShare share of attacked images that there was to fit on
   * @param auc mean area under the ROC curve over the splits
   * @param deviation of it over the splits
   * @param repetitions splits
   * @param clean clean images in all
   * @param attacked attacked images in all
   */
  public record Row(
      String protocol,
      String detector,
      String fittedOn,
      String attack,
      double epsilon,
      double attackedShare,
      double auc,
      double deviation,
      int repetitions,
      int clean,
      int attacked) {}

  /**
   * The rows of an epsilon, as the workspace keeps them.
   *
   * @param flags what could not be computed
   */
  private record Rows(List<Row> rows, List<Evaluation.Flag> flags) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(Recipe recipe, StudyPlan plan) {
    if (recipe.leaks().repetitions() < 2
        || !(recipe.leaks().attackedShare() > 0 && recipe.leaks().attackedShare() < 1)) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': leaks needs 2 repetitions or more, and an attackedShare between 0 and 1");
    }
    if (attacks(recipe).isEmpty()) {
      throw new RefusedException(
          "recipe '" + recipe.name() + "': leaks needs an attack that is not black-box");
    }
  }

  /** Black-box attacks are run on too few images to fit on. */
  private static List<String> attacks(Recipe recipe) {
    return recipe.attacks().stream().filter(attack -> !Attacks.named(attack).asks()).toList();
  }

  @Override
  public double passes(Recipe recipe, StudyPlan plan) {
    Map<Side, List<Specimen>> sides = plan.sides(recipe.seeds().get(0));
    int test = Required.of(sides, Side.TEST).size();
    int attacked = attacks(recipe).size() * recipe.epsilonLevels().size() * test;
    return Workload.look(recipe) * (Required.of(sides, Side.FIT).size() + test + attacked);
  }

  @Override
  public Answer run(Recipe recipe, Round first, List<RoundScores> scores) {
    CleanImages clean = clean(first);
    Map<Double, List<AttackedImages>> attacked = new LinkedHashMap<>();
    for (AttackedSet set : first.attacked()) {
      if (set.target() == Target.MODEL && attacks(recipe).contains(set.attack())) {
        attacked
            .computeIfAbsent(set.levels(), levels -> new ArrayList<>())
            .add(attacked(first, set));
      }
    }
    List<Row> rows = new ArrayList<>();
    List<Evaluation.Flag> flags = new ArrayList<>();
    attacked.forEach(
        (levels, images) -> {
          Rows some =
              first
                  .workspace()
                  .json(
                      first.name("leaks-" + levels),
                      Rows.class,
                      () -> rows(recipe, first, clean, images, levels));
          rows.addAll(some.rows());
          flags.addAll(some.flags());
        });
    List<Description> leaks =
        Stream.of(Leak.values())
            .map(leak -> new Description(leak.code(), leak.does(), leak.wrong()))
            .toList();
    return new Answer(new Result(leaks, rows), flags);
  }

  private static CleanImages clean(Round round) {
    List<Sample> scored = round.samples(Side.TEST);
    List<Sample> correct = new Attacker(round.whiteBox(), round.seed()).correct(scored);
    Set<String> misread = new LinkedHashSet<>();
    scored.stream()
        .filter(sample -> !correct.contains(sample))
        .forEach(sample -> misread.add(sample.id()));
    List<Sample> fit = round.samples(Side.FIT);
    return new CleanImages(
        looks(round, "clean-fit", fit, images(fit)),
        looks(round, "clean-test", scored, images(scored)),
        misread);
  }

  private static List<Levels> images(List<Sample> samples) {
    return samples.stream().map(Sample::image).toList();
  }

  private static AttackedImages attacked(Round round, AttackedSet set) {
    String name = set.attack() + "-" + set.levels();
    return new AttackedImages(
        set.attack(), looks(round, name, set.originals(), set.attacked()), set.successful());
  }

  private static List<Look> looks(
      Round round, String name, List<Sample> originals, List<Levels> images) {
    RowTable table =
        round
            .workspace()
            .binary(
                round.name("leaks-rows-" + name),
                RowTable.FORMAT,
                () -> {
                  round.progress().begin("features: " + name);
                  RowTable rows = RowTable.of(SEEN, round.extractor().of(images));
                  round.progress().end(images.size() + " images");
                  return rows;
                });
    double[][] deep = table.of(Statistics.PENULTIMATE_BY_CLASS);
    double[][] taps = table.of(Statistics.TAPS_BY_CLASS);
    return IntStream.range(0, deep.length)
        .mapToObj(i -> new Look(originals.get(i).id(), originals.get(i).group(), deep[i], taps[i]))
        .toList();
  }

  private static Rows rows(
      Recipe recipe, Round round, CleanImages clean, List<AttackedImages> attacks, double levels) {
    round.progress().begin("protocols at " + levels + "/255");
    List<Setting> settings = settings(clean, attacks, recipe.leaks().attackedShare());
    Rows table = new Rows(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < settings.size(); i++) {
      addRows(table, settings.get(i), levels / 255, recipe.leaks().repetitions());
      round.progress().at(i + 1, settings.size());
    }
    round.progress().end(table.rows().size() + " rows");
    return table;
  }

  /** Each attack on itself, with enough images of it and with few; then what carries over. */
  static List<Setting> settings(CleanImages clean, List<AttackedImages> attacks, double share) {
    List<Setting> settings = new ArrayList<>();
    for (AttackedImages attack : attacks) {
      settings.add(new Setting(clean, attack, attack, 1));
      settings.add(new Setting(clean, attack, attack, share));
    }
    for (AttackedImages source : attacks) {
      for (AttackedImages target : attacks) {
        if (SOURCES.contains(source.attack()) && source != target) {
          settings.add(new Setting(clean, source, target, 1));
        }
      }
    }
    return settings;
  }

  /** A setting under every protocol worth comparing. */
  private static void addRows(Rows table, Setting setting, double epsilon, int repetitions) {
    for (Baseline detector : Baseline.values()) {
      for (Protocol protocol : Protocol.compared(detector, setting)) {
        Trial trial = new Trial(protocol, detector, setting);
        double[] auc =
            IntStream.range(0, repetitions)
                .parallel()
                .mapToDouble(trial::auc)
                .filter(Double::isFinite)
                .toArray();
        if (auc.length > 1) {
          table.rows().add(row(protocol, detector, setting, epsilon, trial, auc));
        } else {
          String what =
              String.join(" ", protocol.name(), detector.code(), setting.target().attack());
          table.flags().add(new Evaluation.Flag("too-few-images", what + " at " + epsilon));
        }
      }
    }
  }

  private static Row row(
      Protocol protocol,
      Baseline detector,
      Setting setting,
      double epsilon,
      Trial trial,
      double[] auc) {
    double mean = Arrays.stream(auc).average().orElseThrow();
    double squares = DoubleStream.of(auc).map(each -> (each - mean) * (each - mean)).sum();
    return new Row(
        protocol.name(),
        detector.code(),
        setting.source().attack(),
        setting.target().attack(),
        epsilon,
        setting.attackedShare(),
        mean,
        Math.sqrt(squares / (auc.length - 1)),
        auc.length,
        trial.clean(),
        trial.attacked());
  }
}
