package io.lazaret.lab.experiment;

import io.lazaret.core.Required;
import io.lazaret.core.detect.Calibration;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.lab.data.Dataset;
import io.lazaret.lab.data.ImageFiles;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.ScoredSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Images of a place where a bundle is deployed, that nobody attacked, scored.
 *
 * @param name in reports
 * @param strata scores by harmless change, the clean ones under {@link Calibration#CLEAN}; the
 *     images of all strata stand in one order
 */
record Site(String name, Map<String, ScoredSet> strata) {
  static final String HOME = "home";
  static final String SECOND = "second-site";

  /** The patient of each image. */
  List<String> patients() {
    return Required.of(strata, Calibration.CLEAN).groups();
  }

  /** {@link Calibration#CLEAN} and the harmless changes. */
  Set<String> changes() {
    return strata.keySet();
  }

  Set<String> detectors() {
    return Required.of(strata, Calibration.CLEAN).scores().keySet();
  }

  double[] scores(String change, String detector) {
    return Required.of(Required.of(strata, change).scores(), detector);
  }

  /** Where the detectors come from: the patients that calibrate and those that test, together. */
  static Site home(RoundScores scores) {
    Map<String, ScoredSet> strata = new LinkedHashMap<>();
    scores
        .calibrate()
        .forEach(
            (change, set) -> strata.put(change, joined(set, Required.of(scores.test(), change))));
    return new Site(HOME, strata);
  }

  private static ScoredSet joined(ScoredSet first, ScoredSet second) {
    List<String> groups = new ArrayList<>(first.groups());
    groups.addAll(second.groups());
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (String detector : first.scores().keySet()) {
      double[] one = Required.of(first.scores(), detector);
      double[] two = Required.of(second.scores(), detector);
      double[] both = Arrays.copyOf(one, one.length + two.length);
      System.arraycopy(two, 0, both, one.length, two.length);
      scores.put(detector, both);
    }
    return new ScoredSet(groups, scores);
  }

  /**
   * The images of home as a site sends them that resizes and encodes in another way: at the model's
   * size, so that no kernel of ours does anything to them.
   */
  static Site second(Recipe recipe, Round round) {
    Preprocessing other =
        new Preprocessing(round.plan().preprocessing().geometry(), recipe.calibration().kernel());
    int quality = recipe.calibration().jpegQuality();
    List<Specimen> specimens = new ArrayList<>();
    for (Side side : List.of(Side.CALIBRATE, Side.TEST)) {
      for (Specimen each : round.specimens(side)) {
        Supplier<Pixels> source =
            () -> ImageFiles.pixels(ImageFiles.jpeg(other.apply(each.source().get()), quality));
        specimens.add(new Specimen(each.id(), each.group(), each.label(), source));
      }
    }
    return scored(SECOND, round.plan().calibrator().strataWithoutResizing(), specimens, round);
  }

  /** The images of another data set. */
  static Site of(Dataset dataset, Round round) {
    return scored(dataset.name(), round.plan().calibrator().strata(), dataset.specimens(), round);
  }

  private static Site scored(
      String name, List<String> changes, List<Specimen> specimens, Round round) {
    Map<String, ScoredSet> strata = new LinkedHashMap<>();
    List<Sample> samples = new ArrayList<>();
    for (String stratum : changes) {
      strata.put(
          stratum,
          round
              .workspace()
              .json(
                  round.name("calibration-" + name + "-" + stratum),
                  ScoredSet.class,
                  () -> score(name, stratum, specimens, samples, round)));
    }
    return new Site(name, strata);
  }

  private static ScoredSet score(
      String name, String stratum, List<Specimen> specimens, List<Sample> samples, Round round) {
    round.progress().begin(name + ", " + stratum);
    if (samples.isEmpty()) {
      samples.addAll(Sample.of(specimens, round.plan().preprocessing()));
    }
    List<Levels> images = round.plan().calibrator().images(stratum, specimens, samples);
    ScoredSet scored = ScoredSet.of(samples, round.extractor().of(images), round.detectors());
    round.progress().end(images.size() + " images");
    return scored;
  }
}
