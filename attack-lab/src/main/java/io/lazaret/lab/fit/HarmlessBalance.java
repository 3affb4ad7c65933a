package io.lazaret.lab.fit;

import io.lazaret.core.Required;
import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.lab.fit.FitSet.Example;
import io.lazaret.lab.fit.FitSet.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How often each harmless change is repeated among the examples, so that no change raises many more
 * false alarms than clean images do (multiplicative weights on the worst group, as in Sagawa et
 * al., ICLR 2020). Alarms are counted on patients whom the classifier did not see.
 *
 * @param name the detector's
 * @param classifier what is fitted
 * @param seed the source of randomness
 */
record HarmlessBalance(String name, ClassifierTrainer classifier, long seed) {
  private static final int ROUNDS = 12;

  /** The share of clean images above the threshold at which alarms are counted. */
  private static final double CLEAN_ALARMS = 0.05;

  /** The most that a weight grows or shrinks in a round. */
  private static final double STEP = 2;

  /** Copies of an example of weight 1: weights are rounded to halves. */
  private static final int COPIES = 2;

  /** The examples, those of hard changes repeated; every example is there once or more. */
  FitSet of(FitSet examples) {
    if (examples.examples().stream().noneMatch(each -> each.kind() == Kind.HARMLESS)) {
      return examples;
    }
    FitSet.Halves halves = examples.halves(name, seed);
    Map<String, Double> weights = new TreeMap<>();
    for (Example each : examples.examples()) {
      if (each.kind() != Kind.ATTACKED) {
        weights.put(each.change(), 1.0);
      }
    }
    for (int round = 0; round < ROUNDS && canBeFitted(halves); round++) {
      Map<String, Double> one = alarms(halves.reference(), halves.rest(), weights);
      Map<String, Double> other = alarms(halves.rest(), halves.reference(), weights);
      weights.replaceAll(
          (change, weight) -> {
            double alarms = (one.getOrDefault(change, 0.0) + other.getOrDefault(change, 0.0)) / 2;
            double factor = Math.sqrt(alarms / CLEAN_ALARMS);
            return weight * Math.max(1 / STEP, Math.min(STEP, factor));
          });
      double mean = weights.values().stream().mapToDouble(each -> each).average().orElseThrow();
      weights.replaceAll((change, weight) -> weight / mean);
    }
    return repeated(examples, weights);
  }

  private static boolean canBeFitted(FitSet.Halves halves) {
    return List.of(halves.reference(), halves.rest()).stream()
        .allMatch(
            half ->
                List.of(Kind.CLEAN, Kind.ATTACKED).stream()
                    .allMatch(
                        kind -> half.examples().stream().anyMatch(each -> each.kind() == kind)));
  }

  /** The share of each change above the threshold that so many clean images exceed. */
  private Map<String, Double> alarms(FitSet seen, FitSet unseen, Map<String, Double> weights) {
    FitSet weighted = repeated(seen, weights);
    ScoreFunction score = classifier.fit(weighted.rows(), weighted.attacked(), seed);
    Map<String, List<Double>> scores =
        unseen.examples().stream()
            .filter(each -> each.kind() != Kind.ATTACKED)
            .collect(
                Collectors.groupingBy(
                    Example::change,
                    LinkedHashMap::new,
                    Collectors.mapping(each -> score.score(each.row()), Collectors.toList())));
    double[] clean =
        unseen.examples().stream()
            .filter(each -> each.kind() == Kind.CLEAN)
            .mapToDouble(each -> score.score(each.row()))
            .sorted()
            .toArray();
    double threshold = clean[(int) Math.floor((1 - CLEAN_ALARMS) * (clean.length - 1))];
    Map<String, Double> alarms = new LinkedHashMap<>();
    scores.forEach(
        (change, own) ->
            alarms.put(
                change,
                own.stream().filter(each -> each > threshold).count() / (double) own.size()));
    return alarms;
  }

  private static FitSet repeated(FitSet examples, Map<String, Double> weights) {
    List<Example> repeated = new ArrayList<>();
    for (Example each : examples.examples()) {
      int copies =
          each.kind() == Kind.ATTACKED
              ? 1
              : (int) Math.max(1, Math.round(COPIES * Required.of(weights, each.change())));
      repeated.addAll(Collections.nCopies(copies, each));
    }
    return new FitSet(repeated);
  }
}
