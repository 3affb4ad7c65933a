package io.lazaret.lab.study;

import io.lazaret.lab.data.Sample;
import io.lazaret.lab.evaluate.Bootstrap;
import io.lazaret.lab.evaluate.PatientScores;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What one seed of a study gives, image by image: everything that tables are made from.
 *
 * @param victim the network on clean test images
 * @param calibrate scores of the images that calibrate, by harmless change; clean ones under {@link
 *     Calibrator#CLEAN}
 * @param test scores of the test images, likewise
 * @param feed scores of clean test images that were saved in an encoding as the feed sends them; of
 *     none where the recipe does not attack these
 * @param attacks scores of the attacked test images
 */
public record RoundScores(
    long seed,
    VictimScores victim,
    Map<String, ScoredSet> calibrate,
    Map<String, ScoredSet> test,
    Map<Encoding, ScoredSet> feed,
    List<AttackScores> attacks) {

  /**
   * The network on clean images.
   *
   * @param groups the patient of each
   * @param correct whether the network names its class
   * @param labels the class of each
   * @param leads for each class, how far its logit lies above the largest other, of each image
   */
  public record VictimScores(
      List<String> groups, List<Boolean> correct, List<Integer> labels, List<double[]> leads) {

    /** Share of the images whose class the network names. */
    public Bootstrap.Statistic accuracy(PatientScores.Roll roll) {
      return roll.scores(groups, correct.stream().mapToDouble(flag -> flag ? 1 : 0).toArray())
          .shareAbove(roll, 0.5);
    }

    /**
     * The mean over the classes of the area under the ROC curve of each against the others; of two
     * classes both areas are the same.
     */
    public Bootstrap.Statistic auc(PatientScores.Roll roll) {
      return Bootstrap.Statistic.mean(
          IntStream.range(0, leads.size())
              .mapToObj(label -> chosen(roll, label, true).auc(roll, chosen(roll, label, false)))
              .toList());
    }

    private PatientScores chosen(PatientScores.Roll roll, int label, boolean own) {
      int[] indices =
          IntStream.range(0, labels.size()).filter(i -> (labels.get(i) == label) == own).toArray();
      return roll.scores(
          IntStream.of(indices).mapToObj(groups::get).toList(),
          IntStream.of(indices).mapToDouble(i -> leads.get(label)[i]).toArray());
    }
  }

  /**
   * An attack on the test images that the network reads correctly, in files of an encoding.
   *
   * @param levels epsilon in levels of 255
   * @param images the id of each
   * @param floatSuccess whether each goal was reached before quantisation
   * @param successful whether it is reached once decoded
   * @param largestLevels the largest change of any sample, quantised
   * @param rootMeanSquareLevels the largest root of the mean square change of an image, quantised
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
      List<String> images,
      List<Boolean> floatSuccess,
      List<Boolean> successful,
      int largestLevels,
      double rootMeanSquareLevels,
      double changed,
      int unmoved,
      List<Integer> queries,
      ScoredSet scored) {

    /** Share of the images that the network no longer reads correctly. */
    public double success() {
      return successOn(images);
    }

    /** {@link #success} before quantisation. */
    double successBeforeRounding() {
      return floatSuccess.stream().filter(reached -> reached).count()
          / (double) floatSuccess.size();
    }

    /** {@link #success} on some of the images only: attacks that ask get no others. */
    double successOn(Collection<String> some) {
      Set<String> wanted = new HashSet<>(some);
      int[] among =
          IntStream.range(0, images.size()).filter(i -> wanted.contains(images.get(i))).toArray();
      return IntStream.of(among).filter(successful::get).count() / (double) among.length;
    }
  }

  public static List<String> groups(List<Sample> samples) {
    return samples.stream().map(Sample::group).toList();
  }
}
