package io.lazaret.lab.study;

import io.lazaret.lab.data.Sample;
import java.util.List;
import java.util.Map;

/**
 * What one seed of a study gives, image by image: everything that tables are made from.
 *
 * @param victim the network on clean test images
 * @param calibrate scores of the images that calibrate, by harmless change; clean ones under {@link
 *     Calibrator#CLEAN}
 * @param test scores of the test images, likewise
 * @param attacks scores of the attacked test images
 */
public record RoundScores(
    long seed,
    VictimScores victim,
    Map<String, ScoredSet> calibrate,
    Map<String, ScoredSet> test,
    List<AttackScores> attacks) {

  /**
   * The network on clean images.
   *
   * @param groups the patient of each
   * @param correct whether the network names its class
   * @param positive whether it is of the last class
   * @param scores the last class's logit minus the largest other
   */
  public record VictimScores(
      List<String> groups, List<Boolean> correct, List<Boolean> positive, double[] scores) {}

  /**
   * An attack on the test images that the network reads correctly, in files of an encoding.
   *
   * @param levels epsilon in levels of 255
   * @param floatSuccess whether the network read each wrongly before quantisation
   * @param successful whether it reads each wrongly once decoded
   * @param largestLevels the largest change of any sample, quantised
   * @param changed share of samples that changed at all
   * @param unmoved images that the attack could not move
   * @param queries how often the attack asked about each; empty unless black-box
   * @param scored the detectors' scores
   */
  public record AttackScores(
      String attack,
      double levels,
      AttackedSet.Target target,
      Encoding encoding,
      List<Boolean> floatSuccess,
      List<Boolean> successful,
      int largestLevels,
      double changed,
      int unmoved,
      List<Integer> queries,
      ScoredSet scored) {

    /** Share of the images that the network no longer reads correctly. */
    public double success() {
      return successful.stream().filter(flag -> flag).count() / (double) successful.size();
    }
  }

  public static List<String> groups(List<Sample> samples) {
    return samples.stream().map(Sample::group).toList();
  }
}
