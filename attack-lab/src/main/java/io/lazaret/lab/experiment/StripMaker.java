package io.lazaret.lab.experiment;

import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.attack.ThreatModel;
import io.lazaret.lab.data.ImageFiles;
import io.lazaret.lab.djl.GradCam;
import io.lazaret.lab.study.FittedDetector;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes pictures of attacked images, with what the bundle of a study would say of them. */
final class StripMaker {
  private static final int MIDDLE = 128;

  private final Round round;
  private final List<String> classes;
  private final FittedDetector deciding;
  private final Calibration calibration;
  private final double rate;
  private int made;

  StripMaker(Recipe recipe, Round round, RoundScores scores) {
    this.round = round;
    this.classes = round.plan().dataset().classes();
    this.deciding = deciding(recipe, round);
    this.calibration = round.plan().calibrator().calibration(deciding.key(), scores.calibrate());
    this.rate = recipe.falsePositiveRate();
  }

  private static FittedDetector deciding(Recipe recipe, Round round) {
    return round.detectors().stream()
        .filter(each -> each.detector().name().equals(recipe.served().get(0)))
        .findFirst() // the fit of the bundle comes first
        .orElseThrow();
  }

  /** A strip; its files are added to the others. */
  Strip strip(Look look, String attack, double levels, Map<String, byte[]> files) {
    String name = String.format(Locale.ROOT, "strips/%02d-", ++made);
    int amplification = (MIDDLE - 1) / Math.max(1, largest(look));
    String perturbation = name + "perturbation.png";
    files.put(perturbation, ImageFiles.png(perturbation(look, amplification)));
    return new Strip(
        look.clean().id(),
        attack,
        ThreatModel.linfLevels(levels).epsilon(),
        classes.get(look.clean().label()),
        amplification,
        look.lesion().isPresent(),
        perturbation,
        face(name + "clean", look.clean().image(), look.before(), look.lesion(), files),
        face(name + "attacked", look.attacked(), look.after(), look.lesion(), files));
  }

  private Strip.Face face(
      String name,
      Levels image,
      GradCam.HeatMap map,
      Optional<float[]> lesion,
      Map<String, byte[]> files) {
    String file = name + ".png";
    String attention = name + "-attention.png";
    files.put(file, ImageFiles.png(image));
    files.put(attention, ImageFiles.png(Heat.over(image, map.attention(), lesion)));
    double score = deciding.detector().score(round.extractor().of(List.of(image)).get(0));
    boolean finite = Double.isFinite(score);
    Double pValue = finite ? calibration.pValue(score) : null;
    Verdict.Outcome verdict =
        pValue == null
            ? Verdict.Outcome.UNDECIDABLE
            : pValue <= rate ? Verdict.Outcome.SUSPECT : Verdict.Outcome.CLEAR;
    return new Strip.Face(file, attention, classes.get(map.predicted()), pValue, verdict.code());
  }

  private static int largest(Look look) {
    int largest = 0;
    for (int i = 0; i < look.attacked().geometry().size(); i++) {
      largest =
          Math.max(largest, Math.abs(look.attacked().level(i) - look.clean().image().level(i)));
    }
    return largest;
  }

  /** The change of each sample, multiplied, around mid-grey. */
  private static Levels perturbation(Look look, int amplification) {
    Geometry geometry = look.attacked().geometry();
    byte[] levels = new byte[geometry.size()];
    for (int i = 0; i < levels.length; i++) {
      int change = look.attacked().level(i) - look.clean().image().level(i);
      levels[i] = (byte) (MIDDLE + amplification * change);
    }
    return new Levels(geometry, levels);
  }
}
