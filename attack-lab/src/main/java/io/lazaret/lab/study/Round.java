package io.lazaret.lab.study;

import io.lazaret.core.Required;
import io.lazaret.core.bundle.DetectorFile;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.detect.Statistics;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.djl.DjlBackbone;
import io.lazaret.core.model.view.Views;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.djl.DjlWhiteBox;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.fit.DetectorTrainer;
import io.lazaret.lab.fit.DetectorTrainers;
import io.lazaret.lab.fit.FitSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A study under one seed: one split, one network, its attacks, its detectors, and their scores.
 * Nothing is fitted on what is scored. Every step is kept in the workspace.
 */
public final class Round implements AutoCloseable {
  private final Recipe recipe;
  private final StudyPlan plan;
  private final long seed;
  private final Workspace workspace;
  private final String device;
  private final Progress progress;
  private final Map<Side, List<Specimen>> specimens;
  private final Map<Side, List<Sample>> samples;
  private final Path weights;
  private final DjlBackbone backbone;
  private final DjlWhiteBox whiteBox;
  private final FeatureExtractor extractor;
  private final AttackStage attacks;

  private Round(
      Recipe recipe,
      StudyPlan plan,
      long seed,
      Workspace workspace,
      String device,
      Progress progress,
      Map<String, Sample> prepared) {
    this.recipe = recipe;
    this.plan = plan;
    this.seed = seed;
    this.workspace = workspace;
    this.device = device;
    this.progress = progress;
    this.specimens = plan.sides(seed);
    this.samples = new LinkedHashMap<>();
    specimens.forEach(
        (side, list) ->
            samples.put(side, list.stream().map(each -> prepared.get(each.id())).toList()));
    progress.part(Workload.NETWORK);
    this.weights =
        workspace.file(
            name(plan.architecture().weightsFile()),
            file ->
                new NetworkStage(seed, device, progress)
                    .write(plan.network(), samples(Side.TRAIN), file));
    this.backbone = DjlBackbone.load(plan.architecture(), weights, device);
    this.whiteBox = DjlWhiteBox.load(plan.architecture(), weights, device);
    this.extractor =
        new FeatureExtractor(
            backbone,
            recipe.views().stream().map(Views::named).toList(),
            recipe.detectors().stream()
                .map(DetectorTrainers::named)
                .anyMatch(trainer -> trainer.statistics().needsGradients()));
    this.attacks = new AttackStage(recipe, this);
  }

  /**
   * Trains the network, or reads it back.
   *
   * @param prepared every image of the data set at the model's geometry, by its id
   */
  public static Round begin(
      Recipe recipe,
      StudyPlan plan,
      long seed,
      Workspace workspace,
      String device,
      Progress progress,
      Map<String, Sample> prepared) {
    return new Round(recipe, plan, seed, workspace, device, progress, prepared);
  }

  /** The workspace's name of a step of this seed. */
  public String name(String step) {
    return "seed-" + seed + "/" + step;
  }

  /** The network's file. */
  public Path weights() {
    return weights;
  }

  /** The device that the network runs on. */
  public String device() {
    return backbone.device();
  }

  /** The device that was asked for. */
  public String askedDevice() {
    return device;
  }

  public long seed() {
    return seed;
  }

  public StudyPlan plan() {
    return plan;
  }

  public Workspace workspace() {
    return workspace;
  }

  public Progress progress() {
    return progress;
  }

  /** The network with its input gradients. */
  public DjlWhiteBox whiteBox() {
    return whiteBox;
  }

  /** The network and views that the detectors look through. */
  public FeatureExtractor extractor() {
    return extractor;
  }

  /** The images of a side as they were taken. */
  public List<Specimen> specimens(Side side) {
    return Required.of(specimens, side);
  }

  /** The images of a side at the model's geometry. */
  public List<Sample> samples(Side side) {
    return Required.of(samples, side);
  }

  /** Everything that tables are made from. */
  public RoundScores scores() {
    progress.part(Workload.FITTING);
    RoundScores.VictimScores victim =
        workspace.json(name("victim"), RoundScores.VictimScores.class, this::victim);
    List<FittedDetector> detectors = detectors();
    CleanStage clean = new CleanStage(recipe, this, detectors);
    progress.part(Workload.CALIBRATING);
    Map<String, ScoredSet> calibrate = clean.strata("calibrate", Side.CALIBRATE);
    progress.part(Workload.TESTING);
    Map<String, ScoredSet> test = clean.strata("score harmless test images", Side.TEST);
    Map<Encoding, ScoredSet> feed = clean.feed();
    progress.part(Workload.ATTACKING);
    List<RoundScores.AttackScores> scores = new ArrayList<>();
    for (AttackedSet set : attacked()) {
      for (Encoding encoding : recipe.encodings()) {
        String step = name("scores-" + set.name() + "-" + encoding.code());
        scores.add(
            workspace.json(
                step, RoundScores.AttackScores.class, () -> scored(set, encoding, detectors)));
      }
    }
    return new RoundScores(seed, victim, calibrate, test, feed, scores);
  }

  private RoundScores.VictimScores victim() {
    progress.begin("read clean test images");
    RoundScores.VictimScores victim = VictimEvaluation.of(whiteBox, samples(Side.TEST));
    long correct = victim.correct().stream().filter(flag -> flag).count();
    progress.end(
        String.format(Locale.ROOT, "%d of %d named correctly", correct, victim.correct().size()));
    return victim;
  }

  /** The attacked test images, in the recipe's order; those as the feed sends them last. */
  public List<AttackedSet> attacked() {
    return attacks.test();
  }

  /**
   * The images of a side that the network reads correctly, after an attack: the very set that the
   * evaluation is made from, where the recipe asks for it.
   */
  public AttackedSet attacked(Side side, String attack, double levels) {
    Attacker attacker = new Attacker(whiteBox, side == Side.FIT ? seed : seed + 1);
    List<Sample> correct = attacker.correct(samples(side));
    return attacked(side.name().toLowerCase(Locale.ROOT), attacker, attack, levels, correct);
  }

  /** Images of a side of the split after an attack at the model's geometry. */
  public AttackedSet attacked(
      String side, Attacker attacker, String attack, double levels, List<Sample> images) {
    return attacks.atModel(side, attacker, attack, levels, images);
  }

  /**
   * The detectors of the recipe, fitted on each of its fits; without attacks where none is needed.
   */
  public List<FittedDetector> detectors() {
    FittingSide side = fittingSide();
    List<FittedDetector> detectors = new ArrayList<>();
    for (DetectorTrainer trainer : trainers()) {
      if (trainer.supervised()) {
        recipe.fits().forEach(fit -> detectors.add(fitted(trainer, fit, side)));
      } else {
        detectors.add(fitted(trainer, null, side));
      }
    }
    return detectors;
  }

  /** The trainers of the recipe's detectors. */
  public List<DetectorTrainer> trainers() {
    return recipe.detectors().stream().map(DetectorTrainers::named).toList();
  }

  /**
   * What a detector that looks at something is fitted on.
   *
   * @param statistics of detectors of the recipe, whose rows stand behind each other
   * @param fit its attacked images
   * @param trainer who says whether attacks are taken back halfway
   */
  public FitSet examples(
      List<Statistics> statistics, Recipe.FitSection fit, DetectorTrainer trainer) {
    return fittingSide().examples(statistics, fit, trainer.halfway());
  }

  private FittingSide fittingSide() {
    return new FittingSide(this, trainers());
  }

  private FittedDetector fitted(
      DetectorTrainer trainer, Recipe.@Nullable FitSection fit, FittingSide side) {
    String fittedOn = fit == null ? Evaluation.FITTED_ON_NOTHING : fit.name();
    DetectorFile file =
        workspace.json(
            name("detector-" + FittedDetector.key(trainer.name(), fittedOn)),
            DetectorFile.class,
            () -> {
              FitSet examples =
                  side.examples(List.of(trainer.statistics()), fit, trainer.halfway());
              progress.begin("fit " + trainer.name() + " on " + fittedOn);
              DetectorFile fitted =
                  DetectorFile.of(
                      new Detector(
                          trainer.name(), trainer.statistics(), trainer.fit(examples, seed)));
              progress.end(examples.examples().size() + " images of other patients");
              return fitted;
            });
    return new FittedDetector(file.detector(Statistics.named(file.statistics())), fittedOn);
  }

  /** What detectors say of attacked images, from files of an encoding. */
  public RoundScores.AttackScores scored(
      AttackedSet set, Encoding encoding, List<FittedDetector> detectors) {
    progress.begin(
        String.format(
            Locale.ROOT, "score %s at %s/255, %s", set.attack(), set.levels(), encoding.code()));
    List<Sample> decoded = set.decoded(encoding, plan.preprocessing());
    List<Features> features = extractor.of(decoded.stream().map(Sample::image).toList());
    List<Boolean> successful = new ArrayList<>();
    for (int i = 0; i < decoded.size(); i++) {
      successful.add(set.goals().get(i).reached(features.get(i).logits()));
    }
    progress.end(decoded.size() + " images");
    return new RoundScores.AttackScores(
        set.attack(),
        set.levels(),
        set.target(),
        encoding,
        decoded.stream().map(Sample::id).toList(),
        set.floatSuccess(),
        successful,
        set.largestLevels(),
        set.rootMeanSquareLevels(),
        set.changed(),
        set.unmoved(),
        set.queries(),
        ScoredSet.of(decoded, features, detectors));
  }

  @Override
  public void close() {
    backbone.close();
    whiteBox.close();
  }
}
