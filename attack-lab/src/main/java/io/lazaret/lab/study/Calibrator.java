package io.lazaret.lab.study;

import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.harmless.HarmlessChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Images and their harmless changes: what detectors must not mind. */
final class Calibrator {
  /** The stratum of images that nothing happened to. */
  static final String CLEAN = "clean";

  private final Preprocessing preprocessing;
  private final List<HarmlessChange> changes;
  private final long seed;

  Calibrator(Preprocessing preprocessing, List<HarmlessChange> changes, long seed) {
    this.preprocessing = preprocessing;
    this.changes = changes;
    this.seed = seed;
  }

  /** The strata's names: {@link #CLEAN}, then the changes. */
  List<String> strata() {
    List<String> strata = new ArrayList<>(List.of(CLEAN));
    changes.forEach(change -> strata.add(change.name()));
    return strata;
  }

  /** The images of a stratum. */
  List<Levels> images(String stratum, List<Specimen> specimens, List<Sample> samples) {
    if (stratum.equals(CLEAN)) {
      return samples.stream().map(Sample::image).toList();
    }
    HarmlessChange change =
        changes.stream().filter(each -> each.name().equals(stratum)).findFirst().orElseThrow();
    return IntStream.range(0, samples.size())
        .parallel()
        .mapToObj(i -> change.apply(specimens.get(i), samples.get(i).image(), preprocessing, seed))
        .toList();
  }

  /** Which of a list of specimens stand for their patients: the first of each group. */
  static List<Integer> onePerGroup(List<Specimen> specimens) {
    Set<String> seen = new HashSet<>();
    return IntStream.range(0, specimens.size())
        .filter(i -> seen.add(specimens.get(i).group()))
        .boxed()
        .toList();
  }

  /** The calibration of every detector from the scores of each stratum. */
  static Map<String, Calibration> calibrations(
      List<Detector> detectors, Map<String, ScoreTable> scores) {
    Map<String, Calibration> calibrations = new LinkedHashMap<>();
    for (Detector detector : detectors) {
      Map<String, double[]> strata = new LinkedHashMap<>();
      scores.forEach((stratum, table) -> strata.put(stratum, table.of(detector.name())));
      calibrations.put(detector.name(), new Calibration(strata));
    }
    return calibrations;
  }
}
