package io.lazaret.lab.study;

import io.lazaret.core.detect.Calibration;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.harmless.HarmlessChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Images and their harmless changes: what detectors must not mind. */
public final class Calibrator {
  private final Preprocessing preprocessing;
  private final List<HarmlessChange> changes;
  private final double allowance;
  private final long seed;

  /**
   * @param allowance see {@link Calibration#harmlessAllowance}
   */
  public Calibrator(
      Preprocessing preprocessing, List<HarmlessChange> changes, double allowance, long seed) {
    this.allowance = allowance;
    this.preprocessing = preprocessing;
    this.changes = changes;
    this.seed = seed;
  }

  /** The strata's names: {@link #Calibration.CLEAN}, then the changes. */
  public List<String> strata() {
    return strata(change -> true);
  }

  /** Those that say something of images that come at the model's size. */
  public List<String> strataWithoutResizing() {
    return strata(change -> !change.resizes());
  }

  private List<String> strata(Predicate<HarmlessChange> which) {
    List<String> strata = new ArrayList<>(List.of(Calibration.CLEAN));
    changes.stream().filter(which).forEach(change -> strata.add(change.name()));
    return strata;
  }

  /** The images of a stratum. */
  public List<Levels> images(String stratum, List<Specimen> specimens, List<Sample> samples) {
    if (stratum.equals(Calibration.CLEAN)) {
      return samples.stream().map(Sample::image).toList();
    }
    HarmlessChange change =
        changes.stream().filter(each -> each.name().equals(stratum)).findFirst().orElseThrow();
    return IntStream.range(0, samples.size())
        .parallel()
        .mapToObj(i -> change.apply(specimens.get(i), samples.get(i).image(), preprocessing, seed))
        .toList();
  }

  /** The calibration of a detector from the scores of each stratum: every image counts once. */
  public Calibration calibration(String detector, Map<String, ScoredSet> strata) {
    Map<String, double[]> scores = new LinkedHashMap<>();
    strata.forEach((stratum, set) -> scores.put(stratum, set.scores().get(detector)));
    return calibration(scores);
  }

  /**
   * The smallest false-positive rate that a calibration is good for: it needs images, and images of
   * one patient are not so many.
   *
   * @param patients whose images it rests on
   */
  static double smallestRate(Calibration calibration, long patients) {
    return Math.max(calibration.smallestRate(), 1.0 / (patients + 1));
  }

  /** The calibration of scores by stratum. */
  public Calibration calibration(Map<String, double[]> scores) {
    return new Calibration(scores, allowance);
  }
}
