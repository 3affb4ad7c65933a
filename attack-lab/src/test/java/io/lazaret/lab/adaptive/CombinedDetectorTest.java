package io.lazaret.lab.adaptive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.LinearModel;
import io.lazaret.core.detect.ScoreFunction;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.GradientFilter;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.model.view.View;
import io.lazaret.core.model.view.Views;
import io.lazaret.lab.attack.Attack;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.attack.CountingModel;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.ThreatModel;
import io.lazaret.lab.fit.BoostedTrees;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The way from a detector of views and gradients back to the image, all of it. */
class CombinedDetectorTest {
  private static final Geometry GREY = new Geometry(1, 16, 14);
  private static final SmoothWhiteBox MODEL = new SmoothWhiteBox(GREY, 2, 0.08, 4);
  private static final List<View> VIEWS =
      List.of(Views.named("gaussian-0.7"), Views.named("shift-1-1"));
  private static final Statistics STATISTICS = Statistics.PREDICTION_AND_GRADIENT;
  private static final int PREDICTION = Statistics.PREDICTION.size(MODEL.layout(), VIEWS.size());
  private static final ThreatModel THREAT = ThreatModel.linfLevels(6);

  /** Against files that differ by a level up and down in one sample, where all of it is smooth. */
  @Test
  void whatIsFollowedIsTheNumericDerivativeOfTheScore() {
    List<Integer> smooth = new ArrayList<>(IntStream.range(0, PREDICTION).boxed().toList());
    List.of(0, 4, 5, 9, 20, 21, 23, 24, 25, 29, 45).forEach(at -> smooth.add(PREDICTION + at));
    LinearModel score = linear(smooth);
    var disguise =
        new DetectorDisguise(
            MODEL.layout(), VIEWS, new Detector("d", STATISTICS, score), new double[2][], -1e9);
    float[] image = images(1, 3)[0];
    float[] logits = MODEL.logits(new float[][] {image})[0];
    Goal goal = logits[1] > logits[0] ? Goal.targeted(0, 1) : Goal.targeted(1, 0); // reached

    var question = new Probe.Question(image, goal, disguise.of(goal, new float[0]));
    Finding found = new Probe(MODEL, disguise).look(List.of(question)).get(0);

    Levels file = Levels.quantise(GREY, image);
    assertEquals(score.score(row(file)), found.suspicion(), 1e-4);
    double largest = largest(found.toDetector());
    for (int i = 0; i < image.length; i += 5) {
      double above = score.score(row(MarginGradientsTest.moved(file, i, 1)));
      double below = score.score(row(MarginGradientsTest.moved(file, i, -1)));
      assertEquals((above - below) * 255 / 2, found.toDetector()[i], 0.03 * largest);
    }
  }

  /** Both speak for turning back as long as the boundary lies ahead. */
  @Test
  void onTheWayToTheBoundaryNeitherNearnessNorTheFiltersMarginCounts() {
    LinearModel score = linear(List.of(0, PREDICTION + 23));
    var disguise =
        new DetectorDisguise(
            MODEL.layout(), VIEWS, new Detector("d", STATISTICS, score), new double[2][], -1e9);
    float[] image = images(1, 3)[0];
    float[] logits = MODEL.logits(new float[][] {image})[0];
    Goal reached = logits[1] > logits[0] ? Goal.targeted(0, 1) : Goal.targeted(1, 0);
    Goal ahead = logits[1] > logits[0] ? Goal.targeted(1, 0) : Goal.targeted(0, 1);

    assertTrue(largest(toDetector(disguise, image, reached)) > 0.1);
    assertEquals(0, largest(toDetector(disguise, image, ahead)));
  }

  @Test
  void theAttackSaysHowOftenItWillAskForGradientsOfTheMarginToo() {
    int numbers = STATISTICS.size(MODEL.layout(), VIEWS.size());
    List<Integer> all = IntStream.range(0, numbers).boxed().toList();
    Detector target = new Detector("d", STATISTICS, linear(all));
    Knowledge knowledge =
        new Knowledge(
            CleanReference.of(MODEL, images(4, 5)), VIEWS, target, new double[2][], -1e9, 1);
    InformedAttacker attacker = InformedAttacker.THROUGH_DETECTOR_WEIGHTED;
    Attack attack = attacker.fit(knowledge, 5, 1);
    CountingModel model = new CountingModel(MODEL);
    float[][] images = images(3, 6);

    attack.perturb(model, images, goals(images), THREAT, 1);

    assertEquals(3 * attacker.passes(5, 1, VIEWS.size(), true), model.passes(), 3);
    assertEquals(attacker.passes(5, 1, VIEWS.size(), true), attack.passes(2));
  }

  private static float[] toDetector(Disguise disguise, float[] image, Goal goal) {
    var question = new Probe.Question(image, goal, disguise.of(goal, new float[0]));
    return new Probe(MODEL, disguise).look(List.of(question)).get(0).toDetector();
  }

  private static double largest(float[] derivative) {
    double largest = 0;
    for (float each : derivative) {
      largest = Math.max(largest, Math.abs(each));
    }
    return largest;
  }

  /** Trees that tell PGD from clean images, and a network whose gradients they look at. */
  @Test
  void theAttackThroughBoostedTreesPassesAsACleanImageWherePgdIsFound() {
    float[][] fit = images(80, 5);
    double[][] clean = rows(fit);
    double[][] attacked = rows(Attacks.named("PGD").perturb(MODEL, fit, goals(fit), THREAT, 1));
    double[][] rows = Arrays.copyOf(clean, clean.length + attacked.length);
    System.arraycopy(attacked, 0, rows, clean.length, attacked.length);
    boolean[] suspicious = new boolean[rows.length];
    Arrays.fill(suspicious, clean.length, rows.length, true);
    ScoreFunction trees = new BoostedTrees(60, 0.1, 3).fit(rows, suspicious, 1);
    double[] scores = Arrays.stream(clean).mapToDouble(trees::score).sorted().toArray();
    Knowledge knowledge =
        new Knowledge(
            CleanReference.of(MODEL, fit),
            VIEWS,
            new Detector("combined", STATISTICS, trees),
            rows,
            scores[scores.length / 2],
            1);
    float[][] images = images(30, 6);
    double threshold = scores[(int) (0.95 * scores.length)];

    int pgd = caught(images, Attacks.named("PGD"), trees, threshold);
    int through =
        caught(
            images,
            InformedAttacker.THROUGH_DETECTOR_CONSTRAINED.fit(knowledge, 40, 1),
            trees,
            threshold);

    assertTrue(pgd > 20 && through < pgd / 3, pgd + " of PGD, " + through + " through");
  }

  /** How many of the files that the network misreads lie above a threshold; most are misread. */
  private static int caught(
      float[][] images, Attack attack, ScoreFunction score, double threshold) {
    float[][] files = files(attack.perturb(MODEL, images, goals(images), THREAT, 1));
    float[][] logits = MODEL.logits(files);
    double[][] rows = rows(files);
    int caught = 0;
    int misread = 0;
    for (int i = 0; i < files.length; i++) {
      boolean reached = goals(images).get(i).reached(logits[i]);
      misread += reached ? 1 : 0;
      caught += reached && score.score(rows[i]) > threshold ? 1 : 0;
    }
    assertTrue(misread > 0.8 * files.length, misread + " misread");
    return caught;
  }

  private static LinearModel linear(List<Integer> used) {
    int numbers = STATISTICS.size(MODEL.layout(), VIEWS.size());
    Random random = new Random(8);
    List<Double> weights = new ArrayList<>(Collections.nCopies(numbers, 0.0));
    used.forEach(at -> weights.set(at, random.nextGaussian()));
    return new LinearModel(
        Collections.nCopies(numbers, 0.0), Collections.nCopies(numbers, 1.0), weights, 0);
  }

  private static double[][] rows(float[][] images) {
    return Arrays.stream(images)
        .map(image -> row(Levels.quantise(GREY, image)))
        .toArray(double[][]::new);
  }

  /** What the app would compute of a file. */
  private static double[] row(Levels file) {
    float[][] rows = MODEL.rows(SeenImage.of(GREY, file.intensities(), VIEWS).planes());
    float[][] gradients = MarginGradients.of(MODEL, List.of(file)).of(0);
    FloatBuffer both = FloatBuffer.allocate(2 * GREY.size());
    both.put(gradients[0]).put(gradients[1]).flip();
    double margin = new Features(MODEL.layout(), rows).predictedMargin(0);
    Prepared prepared = Prepared.of(file, List.of(), true);
    float[] filter = new GradientFilter(GREY.size()).row(prepared, both, margin);
    return STATISTICS.of(new Features(MODEL.layout(), rows, filter));
  }

  private static float[][] files(float[][] images) {
    return Arrays.stream(images)
        .map(image -> Levels.quantise(GREY, image).intensities())
        .toArray(float[][]::new);
  }

  private static List<Goal> goals(float[][] images) {
    return Arrays.stream(MODEL.logits(images))
        .map(logits -> Goal.untargeted(logits[0] > logits[1] ? 0 : 1))
        .toList();
  }

  /** Smooth images with some noise, not far from where the network changes its mind. */
  private static float[][] images(int count, long seed) {
    Random random = new Random(seed);
    return Stream.generate(() -> image(random))
        .filter(image -> gap(MODEL.logits(new float[][] {image})[0]) < 1)
        .limit(count)
        .toArray(float[][]::new);
  }

  private static float[] image(Random random) {
    float[] image = new float[GREY.size()];
    double phase = random.nextDouble() * 6;
    double slope = random.nextDouble();
    for (int i = 0; i < image.length; i++) {
      double x = i % GREY.width() / (double) GREY.width();
      double y = i / GREY.width() / (double) GREY.height();
      double shade =
          128 + 60 * Math.sin(4 * x + slope * 3 * y + phase) + 1.5 * random.nextGaussian();
      image[i] = Math.round(shade) / 255f;
    }
    return image;
  }

  private static double gap(float[] logits) {
    return Math.abs(logits[0] - logits[1]);
  }
}
