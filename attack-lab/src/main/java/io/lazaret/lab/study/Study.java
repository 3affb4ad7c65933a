package io.lazaret.lab.study;

import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleJson;
import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.djl.DjlBackbone;
import io.lazaret.core.model.view.Views;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.djl.BackboneTrainer;
import io.lazaret.lab.djl.DjlWhiteBox;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.fit.DetectorTrainers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Runs a recipe from end to end: trains a network, attacks it, fits and calibrates detectors,
 * evaluates them on patients never seen, and writes a bundle, a corpus and the results. Nothing is
 * fitted on what is scored.
 */
public final class Study {
  private final Recipe recipe;
  private final String recipeText;
  private final Path out;
  private final String device;
  private final Progress progress;
  private final StudyPlan plan;
  private final Map<Side, List<Sample>> samples = new TreeMap<>();

  /**
   * Checks everything that can be checked before hours are spent.
   *
   * @param recipeText the recipe as it was written, for the provenance
   * @param data the folder of a labels-csv data set
   * @param out the directory to write to; must not hold an earlier study
   * @param device {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
   * @throws RefusedException in one line for anything that cannot be used
   */
  public Study(
      Recipe recipe,
      String recipeText,
      Optional<Path> data,
      Path out,
      String device,
      Progress progress) {
    this.recipe = recipe;
    this.recipeText = recipeText;
    this.out = out;
    this.device = device;
    this.progress = progress;
    if (Files.exists(out.resolve("bundle")) || Files.exists(out.resolve("corpus"))) {
      throw new RefusedException(out + ": holds an earlier study; remove it or name another --out");
    }
    this.plan = StudyPlan.of(recipe, data);
    trainer().check();
  }

  /** Runs the study. */
  public Evaluation run() {
    try {
      Files.createDirectories(out.resolve("results"));
    } catch (IOException e) {
      throw new RefusedException(out + ": cannot be written: " + e.getMessage(), e);
    }
    prepare();
    Path weights = train();
    List<AttackedSet> sets = new ArrayList<>();
    Evaluation evaluation;
    try (DjlBackbone backbone = DjlBackbone.load(plan.architecture(), weights, device);
        DjlWhiteBox whiteBox = DjlWhiteBox.load(plan.architecture(), weights, device)) {
      evaluation = evaluate(backbone, whiteBox, weights, sets);
      Files.delete(weights); // the bundle holds it now
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    progress.begin("corpus and offline verdicts");
    new CorpusMaker(recipe, plan.dataset(), device)
        .write(out.resolve("corpus"), out.resolve("bundle"), samples.get(Side.TEST), sets);
    progress.end(out.resolve("corpus").toString());
    return evaluation;
  }

  private void prepare() {
    progress.begin("decode and resize");
    plan.specimens()
        .forEach(
            (side, list) ->
                samples.put(
                    side,
                    list.parallelStream()
                        .map(
                            specimen ->
                                new Sample(
                                    specimen.id(),
                                    specimen.group(),
                                    specimen.label(),
                                    plan.preprocessing().apply(specimen.source().get())))
                        .toList()));
    progress.end(plan.dataset().specimens().size() + " images, " + counts());
  }

  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    samples.forEach((side, list) -> counts.put(side.name().toLowerCase(Locale.ROOT), list.size()));
    return counts;
  }

  private BackboneTrainer trainer() {
    return new BackboneTrainer(plan.architecture(), plan.training(), recipe.seed(), device);
  }

  private Path train() {
    progress.begin("train the network");
    Path weights = out.resolve("backbone.safetensors");
    int epochs = recipe.training().epochs();
    double[] last = new double[1];
    trainer()
        .train(
            samples.get(Side.TRAIN),
            weights,
            (epoch, loss) -> {
              last[0] = loss;
              progress.at(epoch, epochs);
            });
    progress.end(String.format(Locale.ROOT, "loss %.3f after %d epochs", last[0], epochs));
    return weights;
  }

  private Evaluation evaluate(
      DjlBackbone backbone, DjlWhiteBox whiteBox, Path weights, List<AttackedSet> sets) {
    Evaluation.Victim victim = victim(whiteBox);
    FeatureExtractor extractor =
        new FeatureExtractor(backbone, recipe.views().stream().map(Views::named).toList());
    List<Detector> detectors = fit(extractor, new Attacker(whiteBox, recipe.seed()));
    Map<String, Calibration> calibrations = calibrate(extractor, detectors);
    Evaluator evaluator =
        new Evaluator(
            plan.dataset().name(),
            recipe.fit().attack(),
            detectors,
            calibrations,
            scoreStrata("score harmless test images", extractor, detectors, Side.TEST, false));
    List<Evaluation.DetectionRow> detection = new ArrayList<>();
    Attacker attacker = new Attacker(whiteBox, recipe.seed() + 1);
    List<Sample> correct = attacker.correct(samples.get(Side.TEST));
    for (String attack : recipe.attacks()) {
      for (double levels : recipe.epsilonLevels()) {
        AttackedSet set = attack(attacker, attack, levels, correct);
        sets.add(set);
        List<Levels> images = set.attacked().stream().map(Sample::image).toList();
        detection.addAll(evaluator.detection(set, ScoreTable.of(detectors, extractor.of(images))));
      }
    }
    Evaluation evaluation =
        new Evaluation(
            1,
            provenance(backbone.device()),
            victim,
            sets.stream().map(this::attackRow).toList(),
            detection,
            evaluator.falseAlarms(),
            Evaluator.flags(victim, sets));
    writeResults(evaluation);
    List<Levels> golden = golden(sets);
    new BundleWriter(out.resolve("bundle"), recipe)
        .write(
            plan.dataset(),
            plan.architecture(),
            weights,
            detectors,
            calibrations,
            golden,
            extractor.of(golden),
            evaluation);
    return evaluation;
  }

  private Evaluation.Victim victim(DjlWhiteBox whiteBox) {
    progress.begin("read clean test images");
    Evaluation.Victim victim = VictimEvaluation.of(whiteBox, samples.get(Side.TEST));
    progress.end(
        String.format(Locale.ROOT, "accuracy %.3f, AUC %.3f", victim.accuracy(), victim.auc()));
    return victim;
  }

  private List<Detector> fit(FeatureExtractor extractor, Attacker attacker) {
    List<Sample> side = samples.get(Side.FIT);
    List<Sample> correct = attacker.correct(side);
    List<Features> attacked = new ArrayList<>();
    for (double levels : recipe.fit().epsilonLevels()) {
      AttackedSet set = attack(attacker, recipe.fit().attack(), levels, correct);
      attacked.addAll(extractor.of(set.attacked().stream().map(Sample::image).toList()));
    }
    progress.begin("fit detectors");
    List<Features> harmless = new ArrayList<>();
    for (String stratum : plan.calibrator().strata()) {
      harmless.addAll(
          extractor.of(plan.calibrator().images(stratum, plan.specimens().get(Side.FIT), side)));
      progress.at(harmless.size(), side.size() * plan.calibrator().strata().size());
    }
    List<Detector> detectors =
        recipe.detectors().stream()
            .map(DetectorTrainers::named)
            .map(trainer -> trainer.fit(harmless, attacked, recipe.seed()))
            .toList();
    progress.end(
        harmless.size() + " harmless, " + attacked.size() + " attacked images of other patients");
    return detectors;
  }

  private Map<String, Calibration> calibrate(FeatureExtractor extractor, List<Detector> detectors) {
    return Calibrator.calibrations(
        detectors, scoreStrata("calibrate", extractor, detectors, Side.CALIBRATE, true));
  }

  private Map<String, ScoreTable> scoreStrata(
      String stage,
      FeatureExtractor extractor,
      List<Detector> detectors,
      Side side,
      boolean onePerGroup) {
    progress.begin(stage);
    List<Specimen> from = plan.specimens().get(side);
    List<Integer> chosen =
        onePerGroup
            ? Calibrator.onePerGroup(from)
            : IntStream.range(0, from.size()).boxed().toList();
    List<Specimen> chosenSpecimens = chosen.stream().map(from::get).toList();
    List<Sample> chosenSamples = chosen.stream().map(samples.get(side)::get).toList();
    Map<String, ScoreTable> tables = new LinkedHashMap<>();
    for (String stratum : plan.calibrator().strata()) {
      List<Levels> images = plan.calibrator().images(stratum, chosenSpecimens, chosenSamples);
      tables.put(stratum, ScoreTable.of(detectors, extractor.of(images)));
      progress.at(tables.size(), plan.calibrator().strata().size());
    }
    progress.end(chosen.size() + " images in each of " + tables.size() + " strata");
    return tables;
  }

  private AttackedSet attack(Attacker attacker, String attack, double levels, List<Sample> side) {
    progress.begin(String.format(Locale.ROOT, "attack: %s at %s/255", attack, levels));
    AttackedSet set =
        attacker.attack(
            Attacks.named(attack), levels, side, done -> progress.at(done, side.size()));
    progress.end(
        String.format(
            Locale.ROOT, "%.1f %% of %d succeed as 8-bit files", 100 * set.success(), side.size()));
    return set;
  }

  private Evaluation.AttackRow attackRow(AttackedSet set) {
    return new Evaluation.AttackRow(
        plan.dataset().name(),
        set.attack(),
        set.epsilon(),
        "png",
        set.success(),
        set.largestLevels(),
        set.changed(),
        set.originals().size());
  }

  /** Two clean images and two attacked ones. */
  private List<Levels> golden(List<AttackedSet> sets) {
    List<Levels> golden = new ArrayList<>();
    samples.get(Side.TEST).stream().limit(2).map(Sample::image).forEach(golden::add);
    if (!sets.isEmpty()) {
      sets.get(0).attacked().stream().limit(2).map(Sample::image).forEach(golden::add);
    }
    return golden;
  }

  private void writeResults(Evaluation evaluation) {
    try {
      BundleJson.write(out.resolve("results/evaluation.json"), evaluation);
      Files.writeString(out.resolve("results/report.md"), Report.markdown(recipe, evaluation));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Object> provenance(String usedDevice) {
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("recipe", recipeText);
    provenance.put("dataset", plan.dataset().name());
    provenance.put("dataHash", plan.dataset().hash());
    plan.training()
        .pretrained()
        .ifPresent(file -> provenance.put("pretrainedHash", Bundle.sha256(file)));
    provenance.put("split", counts());
    provenance.put("seed", recipe.seed());
    provenance.put("device", usedDevice);
    provenance.put("versions", Versions.used());
    return provenance;
  }
}
