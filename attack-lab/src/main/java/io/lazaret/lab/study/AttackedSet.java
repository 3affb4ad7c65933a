package io.lazaret.lab.study;

import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.Sample;
import java.util.List;

/**
 * What an attack made of images that the network reads correctly, after they were quantised,
 * encoded and decoded as the feed would.
 *
 * @param attack the attack's name
 * @param levels epsilon in levels of 255
 * @param originals the images before the attack
 * @param attacked the same images after it
 * @param successful for each, whether the network no longer reads it correctly
 * @param queries for each, the questions that the attack asked; empty where it asks none
 * @param zeroGradients images that the attack could not move at all
 */
record AttackedSet(
    String attack,
    double levels,
    List<Sample> originals,
    List<Sample> attacked,
    List<Boolean> successful,
    List<Integer> queries,
    int zeroGradients) {

  /** Epsilon in units of full scale. */
  double epsilon() {
    return levels / 255;
  }

  /** Share of the images that the network no longer reads correctly. */
  double success() {
    return successful.stream().filter(flag -> flag).count() / (double) successful.size();
  }

  /** The largest change of any sample, in levels of 255. */
  int largestLevels() {
    int largest = 0;
    for (int i = 0; i < attacked.size(); i++) {
      Levels before = originals.get(i).image();
      Levels after = attacked.get(i).image();
      for (int j = 0; j < before.geometry().size(); j++) {
        largest = Math.max(largest, Math.abs(before.level(j) - after.level(j)));
      }
    }
    return largest;
  }

  /** Share of samples that changed at all. */
  double changed() {
    long changed = 0;
    long all = 0;
    for (int i = 0; i < attacked.size(); i++) {
      Levels before = originals.get(i).image();
      Levels after = attacked.get(i).image();
      all += before.geometry().size();
      for (int j = 0; j < before.geometry().size(); j++) {
        changed += before.level(j) == after.level(j) ? 0 : 1;
      }
    }
    return changed / (double) all;
  }
}
