package io.lazaret.lab.leak;

import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.lab.evaluate.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** A detector under a protocol: fitted on four fifths of the images, tried on the rest. */
public final class Trial {
  private static final double HELD_OUT = 0.2;

  /** However rare attacked images are, there are so many to fit on. */
  private static final int FEWEST_ATTACKED = 8;

  private final Protocol protocol;
  private final Baseline detector;
  private final double attackedShare;
  private final boolean transfer;
  private final List<Example> clean;
  private final List<Example> source;
  private final List<Example> target;

  /** An image as the detector's numbers, not scaled. */
  private record Example(String patient, double[] numbers) {}

  /** Examples that a detector is fitted on and others that it is tried on. */
  private record Parts(List<Example> fitted, List<Example> held) {}

  /** Computes the numbers of every image. */
  public Trial(Protocol protocol, Baseline detector, Setting setting) {
    this.protocol = protocol;
    this.detector = detector;
    this.attackedShare = setting.attackedShare();
    this.transfer = setting.transfer();
    Function<Look, double[]> numbers = detector.numbers(protocol, setting.clean());
    this.clean = examples(setting.clean().negatives(protocol), numbers);
    this.source = examples(setting.source().positives(protocol), numbers);
    this.target = transfer ? examples(setting.target().positives(protocol), numbers) : source;
  }

  private static List<Example> examples(List<Look> looks, Function<Look, double[]> numbers) {
    return looks.stream().map(look -> new Example(look.patient(), numbers.apply(look))).toList();
  }

  /** Clean images that take part. */
  public int clean() {
    return clean.size();
  }

  /** Attacked images that can be scored. */
  public int attacked() {
    return target.size();
  }

  /**
   * The area under the ROC curve on what was held out.
   *
   * @param seed how images are split
   * @return not a number where too few images are left on either side
   */
  public double auc(long seed) {
    Scores scores = scores(seed);
    return Metrics.auc(values(scores.clean()), values(scores.attacked()));
  }

  private static double[] values(List<Scored> scored) {
    return scored.stream().mapToDouble(Scored::score).toArray();
  }

  /** What the detector says of the images that were held out. */
  record Scores(List<Scored> clean, List<Scored> attacked) {}

  /** A held-out image. */
  record Scored(String patient, double score) {}

  /** Splits, fits and scores; without scores where too few images are left on either side. */
  Scores scores(long seed) {
    Random random = new Random(seed);
    Set<String> patients = patients(random);
    Parts negative = parts(clean, patients, random);
    Parts positive = attacked(negative.fitted().size(), patients, random);
    List<Example> held = transfer ? parts(target, patients, random).held() : positive.held();
    if (transfer && protocol.has(Leak.TRANSFER_REUSES_CLEAN)) {
      negative = new Parts(clean, clean);
      positive = new Parts(source, source);
      held = target;
    }
    if (Stream.of(negative.fitted(), negative.held(), positive.fitted(), held)
        .anyMatch(List::isEmpty)) {
      return new Scores(List.of(), List.of());
    }
    return scores(negative, positive.fitted(), held, seed);
  }

  /** Copies that are made before the split are dealt as if each were an image of its own. */
  private Parts attacked(int cleanFitted, Set<String> patients, Random random) {
    if (attackedShare < 1 && protocol.has(Leak.OVERSAMPLED_BEFORE_SPLIT)) {
      return byImage(repeated(source, clean.size(), random), random);
    }
    Parts parts = parts(source, patients, random);
    return new Parts(repeated(parts.fitted(), cleanFitted, random), parts.held());
  }

  private Scores scores(Parts negative, List<Example> attacked, List<Example> held, long seed) {
    List<Example> fitted = joined(negative.fitted(), attacked);
    List<Example> scaledBy =
        protocol.has(Leak.SCALED_TOGETHER) ? joined(fitted, joined(negative.held(), held)) : fitted;
    Function<double[], double[]> scaling =
        detector.scaling(scaledBy.stream().map(Example::numbers).toList());
    double[][] rows = fitted.stream().map(Example::numbers).map(scaling).toArray(double[][]::new);
    boolean[] suspicious = new boolean[rows.length];
    Arrays.fill(suspicious, negative.fitted().size(), rows.length, true);
    ScoreFunction score = detector.classifier().fit(rows, suspicious, seed);
    Function<Example, Scored> scored =
        each -> new Scored(each.patient(), score.score(scaling.apply(each.numbers())));
    return new Scores(
        negative.held().stream().map(scored).toList(), held.stream().map(scored).toList());
  }

  /** Patients whose images are held out. */
  private Set<String> patients(Random random) {
    Set<String> all = new LinkedHashSet<>();
    Stream.of(clean, source, target).flatMap(List::stream).forEach(each -> all.add(each.patient()));
    List<String> order = new ArrayList<>(all);
    Collections.shuffle(order, random);
    return new HashSet<>(order.subList(0, (int) Math.round(HELD_OUT * order.size())));
  }

  private Parts parts(List<Example> examples, Set<String> patients, Random random) {
    if (protocol.has(Leak.SPLIT_BY_IMAGE)) {
      return byImage(examples, random);
    }
    return new Parts(
        examples.stream().filter(each -> !patients.contains(each.patient())).toList(),
        examples.stream().filter(each -> patients.contains(each.patient())).toList());
  }

  private static Parts byImage(List<Example> examples, Random random) {
    List<Example> order = new ArrayList<>(examples);
    Collections.shuffle(order, random);
    int held = (int) Math.round(HELD_OUT * order.size());
    return new Parts(order.subList(held, order.size()), order.subList(0, held));
  }

  /** As many of the examples as there are to fit on, repeated until there are enough. */
  private List<Example> repeated(List<Example> examples, int enough, Random random) {
    if (attackedShare == 1 || examples.isEmpty()) {
      return examples;
    }
    List<Example> few = new ArrayList<>(examples);
    Collections.shuffle(few, random);
    int count = Math.max(FEWEST_ATTACKED, (int) (attackedShare * examples.size()));
    few = few.subList(0, Math.min(few.size(), count));
    List<Example> repeated = new ArrayList<>();
    for (int i = 0; i < enough; i++) {
      repeated.add(few.get(random.nextInt(few.size())));
    }
    return repeated;
  }

  private static List<Example> joined(List<Example> first, List<Example> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
