package io.lazaret.lab.experiment;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.detect.Calibration;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.evaluate.BetaBinomial;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.study.Experiment;
import io.lazaret.lab.study.FittedDetector;
import io.lazaret.lab.study.Recipe;
import io.lazaret.lab.study.Round;
import io.lazaret.lab.study.RoundScores;
import io.lazaret.lab.study.StudyPlan;
import io.lazaret.lab.study.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Does a false-positive rate hold where a bundle is deployed? A threshold is set on n clean images
 * of a site and tried on other patients, many times over: at the site that the detectors come from,
 * at a second site made from the same images by another resampling kernel and encoder, and on a
 * second data set where the recipe names one; with the threshold from home, and recalibrated there.
 */
public final class CalibrationExperiment implements Experiment {
  public static final String NAME = "calibration";

  /** The asked false-positive rates. */
  private static final double[] RATES = {0.01, 0.05, 0.10};

  /** Fewer held-out images than this say nothing. */
  private static final int FEWEST_HELD_OUT = 20;

  /**
   * A threshold on images that it was not set on.
   *
   * @param site where it is tried: {@code home}, {@code second-site} or the second data set
   * @param calibratedAt where its images are from: {@code home} or the site itself
   * @param images clean images that it was set on
   * @param patients their patients, on average
   * @param change the harmless change that the held-out images went through, or {@code clean}
   * @param asked the asked false-positive rate
   * @param reached the mean share of held-out images above it
   * @param deviation of that share over the re-splits
   * @param withinSampling share of re-splits whose reached rate lies in the central 90 % of what
   *     sampling alone explains; null for harmless changes and thresholds from elsewhere
   * @param heldOut held-out images of a re-split, on average
   * @param resplits times that the patients were dealt
   */
  public record Row(
      String site,
      String calibratedAt,
      String detector,
      String fittedOn,
      int images,
      double patients,
      String change,
      double asked,
      double reached,
      double deviation,
      @Nullable Double withinSampling,
      double heldOut,
      int resplits) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void check(Recipe recipe, StudyPlan plan) {
    Recipe.CalibrationSection section = recipe.calibration();
    if (section.resplits() < 2 || section.images().stream().anyMatch(images -> images < 10)) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': calibration needs 2 re-splits or more, and 10 images or more in each of"
              + " calibration.images");
    }
    Map<Side, List<Specimen>> sides = plan.sides(recipe.seeds().get(0));
    int home = Required.of(sides, Side.CALIBRATE).size() + Required.of(sides, Side.TEST).size();
    if (section.images().stream().allMatch(images -> images >= home)) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': calibration.images "
              + section.images()
              + " leave nobody to try a threshold on: calibration and test have "
              + home
              + " images together");
    }
    if (section.jpegQuality() < 1 || section.jpegQuality() > 100) {
      throw new RefusedException(
          "recipe '" + recipe.name() + "': calibration.jpegQuality must be 1 to 100");
    }
  }

  @Override
  public double passes(Recipe recipe, StudyPlan plan) {
    Map<Side, List<Specimen>> sides = plan.sides(recipe.seeds().get(0));
    int home = Required.of(sides, Side.CALIBRATE).size() + Required.of(sides, Side.TEST).size();
    int second = plan.secondSet().map(set -> set.specimens().size()).orElse(0);
    return Workload.look(recipe) * plan.calibrator().strata().size() * (home + second);
  }

  @Override
  public Answer run(Recipe recipe, Round first, List<RoundScores> scores) {
    Site home = Site.home(scores.get(0));
    List<Site> sites = new ArrayList<>(List.of(Site.second(recipe, first)));
    first.plan().secondSet().ifPresent(set -> sites.add(Site.of(set, first)));
    return answer(
        home,
        sites,
        recipe.calibration().images(),
        recipe.calibration().resplits(),
        recipe.harmlessAllowance());
  }

  /** What thresholds from home and from each site do there. */
  static Answer answer(
      Site home, List<Site> sites, List<Integer> counts, int resplits, double allowance) {
    Table table = new Table(resplits, allowance);
    for (int images : counts) {
      table.add(home, home, images);
      for (Site site : sites) {
        table.add(home, site, images);
        table.add(site, site, images);
      }
    }
    return new Answer(table.rows, table.flags);
  }

  /** Rows, as they are found. */
  private static final class Table {
    private final List<Row> rows = new ArrayList<>();
    private final List<Evaluation.Flag> flags = new ArrayList<>();
    private final int resplits;
    private final double allowance;

    Table(int resplits, double allowance) {
      this.resplits = resplits;
      this.allowance = allowance;
    }

    /** The rows of thresholds from some images of a site, on other patients of a site. */
    void add(Site calibratedAt, Site site, int images) {
      List<Deal> deals = new ArrayList<>();
      for (int i = 0; i < resplits; i++) {
        Deal deal = Deal.of(calibratedAt, site, images, i);
        if (deal.calibrating().length < images || deal.heldOut().length < FEWEST_HELD_OUT) {
          flags.add(
              new Evaluation.Flag(
                  "too-few-images",
                  images + " of " + calibratedAt.name() + " leave too few at " + site.name()));
          return;
        }
        deals.add(deal);
      }
      for (String detector : calibratedAt.detectors()) {
        List<Threshold> thresholds = new ArrayList<>();
        deals.forEach(
            deal -> thresholds.add(Threshold.of(calibratedAt, deal, detector, allowance)));
        for (double rate : RATES) {
          if (thresholds.stream().allMatch(each -> each.supports(rate))) {
            for (String change : site.changes()) {
              rows.add(row(calibratedAt, site, images, detector, rate, change, deals, thresholds));
            }
          }
        }
      }
    }

    private Row row(
        Site calibratedAt,
        Site site,
        int images,
        String detector,
        double rate,
        String change,
        List<Deal> deals,
        List<Threshold> thresholds) {
      boolean comparable = calibratedAt == site && change.equals(Calibration.CLEAN);
      double[] reached = new double[resplits];
      double[] scores = site.scores(change, detector);
      int within = 0;
      for (int i = 0; i < resplits; i++) {
        double threshold = thresholds.get(i).at(rate);
        int[] heldOut = deals.get(i).heldOut();
        int above = 0;
        for (int image : heldOut) {
          above += scores[image] <= threshold ? 0 : 1;
        }
        reached[i] = above / (double) heldOut.length;
        within += comparable && thresholds.get(i).explains(rate, above, heldOut.length) ? 1 : 0;
      }
      double mean = Arrays.stream(reached).average().orElseThrow();
      return new Row(
          site.name(),
          calibratedAt.name(),
          FittedDetector.name(detector),
          FittedDetector.fittedOn(detector),
          images,
          thresholds.stream().mapToInt(Threshold::patients).average().orElseThrow(),
          change,
          rate,
          mean,
          Math.sqrt(
              Arrays.stream(reached).map(r -> (r - mean) * (r - mean)).sum() / (resplits - 1)),
          comparable ? within / (double) resplits : null,
          deals.stream().mapToInt(deal -> deal.heldOut().length).average().orElseThrow(),
          resplits);
    }
  }

  /** A detector's calibration on the images of a deal. */
  private record Threshold(Calibration calibration, int images, int patients) {

    static Threshold of(Site site, Deal deal, String detector, double allowance) {
      Map<String, double[]> strata = new LinkedHashMap<>();
      for (String change : site.changes()) {
        double[] scores = site.scores(change, detector);
        strata.put(change, Arrays.stream(deal.calibrating()).mapToDouble(i -> scores[i]).toArray());
      }
      return new Threshold(
          new Calibration(strata, allowance), deal.calibrating().length, deal.patients(site));
    }

    boolean supports(double rate) {
      return calibration.smallestRate() <= rate;
    }

    double at(double rate) {
      return calibration.thresholdAt(rate);
    }

    /**
     * Whether a number of alarms lies in the central 90 % of what follows from drawing calibration
     * and held-out images from one site, each by itself.
     */
    boolean explains(double rate, int above, int heldOut) {
      int allowed = (int) Math.floor(rate * (images + 1) + 1e-9);
      BetaBinomial alarms = new BetaBinomial(heldOut, allowed, images + 1 - allowed);
      return above >= alarms.quantile(0.05) && above <= alarms.quantile(0.95);
    }
  }
}
