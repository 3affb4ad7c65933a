package io.lazaret.lab.study;

import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Subsample;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What an attack made of images that the network reads correctly, quantised to 8 bits.
 *
 * @param attack the attack's name
 * @param levels epsilon in levels of 255
 * @param target what was attacked
 * @param originals the images before the attack
 * @param goals what the attacker wanted of each
 * @param attacked the same images after it
 * @param floatSuccess for each, whether the goal was reached before quantisation
 * @param successful for each, whether it is reached after quantisation
 * @param queries how often a black-box attack asked the network about each; empty for others
 * @param unmoved images that a gradient attack could not move at all
 */
public record AttackedSet(
    String attack,
    double levels,
    Target target,
    List<Sample> originals,
    List<Goal> goals,
    List<Levels> attacked,
    List<Boolean> floatSuccess,
    List<Boolean> successful,
    List<Integer> queries,
    int unmoved) {
  private static final int UNTARGETED = -1;

  /** The image that an attacker changes. */
  public enum Target {
    /** At the model's geometry. */
    MODEL,
    /** As it comes from the feed: the attack goes through the resize. */
    FEED;

    /** The name in reports. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Tells it from the other sets of a study. */
  String name() {
    return target.code() + "-" + attack + "-" + levels;
  }

  /** Epsilon in units of full scale. */
  public double epsilon() {
    return levels / 255;
  }

  /** Share of the images whose goal is reached, quantised. */
  public double success() {
    return successful.stream().filter(flag -> flag).count() / (double) successful.size();
  }

  /**
   * Some of the images that the attack succeeded on, each class with its share of them.
   *
   * @return ascending indices
   */
  public int[] someSuccessful(int most, long seed) {
    int[] all = IntStream.range(0, attacked.size()).filter(successful::get).toArray();
    List<Integer> labels = IntStream.of(all).mapToObj(i -> originals.get(i).label()).toList();
    return IntStream.of(Subsample.indices(labels, most, seed)).map(i -> all[i]).toArray();
  }

  /** The attacked images as the network reads them from files of an encoding. */
  public List<Sample> decoded(Encoding encoding, Preprocessing preprocessing) {
    List<Sample> decoded = new ArrayList<>();
    for (int i = 0; i < attacked.size(); i++) {
      decoded.add(originals.get(i).with(encoding.received(attacked.get(i), preprocessing)));
    }
    return decoded;
  }

  /** The largest change of any sample, in levels of 255. */
  public int largestLevels() {
    int largest = 0;
    for (int i = 0; i < attacked.size(); i++) {
      Levels before = originals.get(i).image();
      Levels after = attacked.get(i);
      for (int j = 0; j < before.geometry().size(); j++) {
        largest = Math.max(largest, Math.abs(before.level(j) - after.level(j)));
      }
    }
    return largest;
  }

  /** The largest root of the mean square change of an image, in levels of 255. */
  public double rootMeanSquareLevels() {
    double largest = 0;
    for (int i = 0; i < attacked.size(); i++) {
      Levels before = originals.get(i).image();
      Levels after = attacked.get(i);
      double sum = 0;
      for (int j = 0; j < before.geometry().size(); j++) {
        double change = before.level(j) - after.level(j);
        sum += change * change;
      }
      largest = Math.max(largest, Math.sqrt(sum / before.geometry().size()));
    }
    return largest;
  }

  /** Share of samples that changed at all. */
  public double changed() {
    long changed = 0;
    long all = 0;
    for (int i = 0; i < attacked.size(); i++) {
      Levels before = originals.get(i).image();
      Levels after = attacked.get(i);
      all += before.geometry().size();
      for (int j = 0; j < before.geometry().size(); j++) {
        changed += before.level(j) == after.level(j) ? 0 : 1;
      }
    }
    return changed / (double) all;
  }

  /** Sets of one attack, one after another. */
  static AttackedSet joined(List<AttackedSet> parts) {
    AttackedSet first = parts.get(0);
    return new AttackedSet(
        first.attack,
        first.levels,
        first.target,
        all(parts, AttackedSet::originals),
        all(parts, AttackedSet::goals),
        all(parts, AttackedSet::attacked),
        all(parts, AttackedSet::floatSuccess),
        all(parts, AttackedSet::successful),
        all(parts, AttackedSet::queries),
        parts.stream().mapToInt(AttackedSet::unmoved).sum());
  }

  private static <T> List<T> all(List<AttackedSet> parts, Function<AttackedSet, List<T>> list) {
    return parts.stream().flatMap(part -> list.apply(part).stream()).toList();
  }

  /** How the set of an attack on these images lies in a file. */
  public static Workspace.Format<AttackedSet> format(
      String attack, double levels, Target target, List<Sample> originals) {
    return new Workspace.Format<>() {
      @Override
      public void write(AttackedSet set, DataOutputStream out) throws IOException {
        out.writeInt(set.unmoved);
        out.writeBoolean(!set.queries.isEmpty());
        for (int i = 0; i < set.attacked.size(); i++) {
          out.writeInt(set.goals.get(i).target().orElse(UNTARGETED));
          out.writeBoolean(set.floatSuccess.get(i));
          out.writeBoolean(set.successful.get(i));
          if (!set.queries.isEmpty()) {
            out.writeInt(set.queries.get(i));
          }
          for (int j = 0; j < set.attacked.get(i).geometry().size(); j++) {
            out.writeByte(set.attacked.get(i).level(j));
          }
        }
      }

      @Override
      public AttackedSet read(DataInputStream in) throws IOException {
        List<Levels> attacked = new ArrayList<>();
        List<Boolean> floatSuccess = new ArrayList<>();
        List<Boolean> successful = new ArrayList<>();
        List<Integer> queries = new ArrayList<>();
        int unmoved = in.readInt();
        boolean counted = in.readBoolean();
        List<Goal> goals = new ArrayList<>();
        for (Sample original : originals) {
          int wanted = in.readInt();
          goals.add(
              wanted == UNTARGETED
                  ? Goal.untargeted(original.label())
                  : Goal.targeted(original.label(), wanted));
          floatSuccess.add(in.readBoolean());
          successful.add(in.readBoolean());
          if (counted) {
            queries.add(in.readInt());
          }
          byte[] samples = new byte[original.image().geometry().size()];
          in.readFully(samples);
          attacked.add(new Levels(original.image().geometry(), samples));
        }
        return new AttackedSet(
            attack,
            levels,
            target,
            originals,
            goals,
            attacked,
            floatSuccess,
            successful,
            queries,
            unmoved);
      }
    };
  }
}
