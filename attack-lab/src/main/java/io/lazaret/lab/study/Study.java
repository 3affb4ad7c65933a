package io.lazaret.lab.study;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.bundle.BundleJson;
import io.lazaret.core.detect.Calibration;
import io.lazaret.core.detect.Detector;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.djl.Devices;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.djl.BackboneTrainer;
import io.lazaret.lab.evaluate.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Runs a recipe from end to end: trains networks, attacks them, fits and calibrates detectors,
 * evaluates them on patients never seen, and writes a bundle, a corpus and the results. What was
 * computed stays in {@code work/}: a study that was killed goes on where it was.
 */
public final class Study {
  private static final String SPENT = "spent";

  private final Recipe recipe;
  private final String recipeText;
  private final Path out;
  private final String device;
  private final Progress progress;
  private final StudyPlan plan;
  private final List<Experiment> experiments;

  /**
   * Checks everything that can be checked before hours are spent.
   *
   * @param recipeText the recipe as it was written, for the provenance
   * @param data the folder of a labels-csv data set
   * @param program a TorchScript network instead of the recipe's
   * @param out the directory to write to; may hold the unfinished work of the same study
   * @param device {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
   * @param experiments what the study answers beyond its evaluation
   * @throws RefusedException in one line for anything that cannot be used
   */
  public Study(
      Recipe recipe,
      String recipeText,
      Optional<Path> data,
      Optional<Path> program,
      Path out,
      String device,
      Progress progress,
      List<Experiment> experiments) {
    this.recipe = recipe;
    this.recipeText = recipeText;
    this.out = out;
    this.device = device;
    this.progress = progress;
    if (Files.exists(out.resolve("bundle")) || Files.exists(out.resolve("corpus"))) {
      throw new RefusedException(
          out
              + ": holds an earlier study; name another --out, or remove its bundle and corpus to"
              + " have it evaluated again from its work");
    }
    Devices.named(device);
    this.plan = StudyPlan.of(recipe, data, program, device);
    this.experiments = List.copyOf(experiments);
    experiments.forEach(experiment -> experiment.check(recipe, plan));
    if (plan.network() instanceof NetworkSource.Trained trained) {
      new BackboneTrainer(trained.architecture(), trained.training(), recipe.seeds().get(0), device)
          .check();
    }
  }

  /** Runs the study, or what is left of it. */
  public Evaluation run() {
    try (Workspace workspace = Workspace.open(out.resolve("work"), fingerprint())) {
      Files.createDirectories(out.resolve("results"));
      progress.expect(
          Workload.of(recipe, plan, experiments),
          workspace.noted(SPENT, SpentTime.class).orElse(SpentTime.NOTHING),
          spent -> workspace.note(SPENT, spent));
      Map<String, Sample> prepared = prepare();
      List<RoundScores> scores = new ArrayList<>();
      Round first = begin(recipe.seeds().get(0), workspace, prepared);
      try {
        scores.add(first.scores());
        for (long seed : recipe.seeds().subList(1, recipe.seeds().size())) {
          try (Round round = begin(seed, workspace, prepared)) {
            scores.add(round.scores());
          }
        }
        Evaluation evaluation = evaluate(scores, first.device());
        for (Experiment experiment : experiments) {
          run(experiment, first, scores);
        }
        writeBundle(first, scores.get(0), evaluation);
        writeCorpus(first);
        progress.total();
        return evaluation;
      } finally {
        first.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(out + ": " + e.getMessage(), e);
    }
  }

  private Round begin(long seed, Workspace workspace, Map<String, Sample> prepared) {
    progress.context(context(recipe, seed));
    return Round.begin(recipe, plan, seed, workspace, device, progress, prepared);
  }

  /** What stages of a seed are part of. */
  static String context(Recipe recipe, long seed) {
    return recipe.seeds().size() > 1 ? "seed " + seed + ": " : "";
  }

  private Map<String, Sample> prepare() {
    progress.begin("decode and resize");
    Map<String, Sample> prepared =
        Sample.of(plan.dataset().specimens(), plan.preprocessing()).stream()
            .collect(Collectors.toMap(Sample::id, sample -> sample));
    // The second set is read again when it is its turn; here, so that an image that cannot be read
    // is found before hours are spent.
    int second =
        plan.secondSet()
            .map(set -> Sample.of(set.specimens(), plan.preprocessing()).size())
            .orElse(0);
    progress.end(prepared.size() + second + " images");
    return prepared;
  }

  private Evaluation evaluate(List<RoundScores> scores, String usedDevice) {
    progress.context("");
    progress.part(Workload.EVALUATING);
    progress.begin("evaluate");
    Evaluator evaluator = new Evaluator(plan.dataset().name(), plan.calibrator(), scores);
    Evaluation evaluation =
        new Evaluation(
            Evaluation.SCHEMA_VERSION,
            provenance(usedDevice),
            evaluator.victim(),
            evaluator.attacks(),
            evaluator.detection(),
            evaluator.falseAlarms(),
            evaluator.flags());
    try {
      BundleJson.write(out.resolve("results/evaluation.json"), evaluation);
      Files.writeString(out.resolve("results/report.md"), Report.markdown(recipe, evaluation));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    progress.end(out.resolve("results").toString());
    return evaluation;
  }

  private void run(Experiment experiment, Round first, List<RoundScores> scores) {
    progress.part(experiment.name());
    progress.context(experiment.name() + ": ");
    Experiment.Answer answer = experiment.run(recipe, first, scores);
    progress.context("");
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("schemaVersion", Evaluation.SCHEMA_VERSION);
    file.put("experiment", experiment.name());
    file.put("provenance", provenance(first.device()));
    file.put("flags", answer.flags());
    file.put("result", answer.result());
    try {
      for (Map.Entry<String, byte[]> beside : answer.files().entrySet()) {
        Path path = out.resolve("results").resolve(beside.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, beside.getValue());
      }
      BundleJson.write(out.resolve("results/" + experiment.name() + ".json"), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first seed's detectors, fitted as the recipe's {@code fit} says. */
  private void writeBundle(Round round, RoundScores scores, Evaluation evaluation) {
    List<Detector> detectors = new ArrayList<>();
    Map<String, Calibration> calibrations = new LinkedHashMap<>();
    Map<String, FittedDetector> fitted = new LinkedHashMap<>();
    for (FittedDetector each : round.detectors()) {
      if (each.fittedOn().equals(recipe.fit().name())
          || each.fittedOn().equals(Evaluation.FITTED_ON_NOTHING)) {
        fitted.put(each.detector().name(), each);
      }
    }
    for (String name : recipe.served()) {
      FittedDetector each = Required.of(fitted, name);
      detectors.add(each.detector());
      calibrations.put(name, plan.calibrator().calibration(each.key(), scores.calibrate()));
    }
    List<Levels> golden = golden(round);
    new BundleWriter(out.resolve("bundle"), recipe)
        .write(
            plan.dataset(),
            plan.architecture(),
            round.weights(),
            detectors,
            calibrations,
            Required.of(scores.calibrate(), Calibration.CLEAN).groups().stream().distinct().count(),
            golden,
            round.extractor().of(golden),
            evaluation);
  }

  private void writeCorpus(Round round) {
    progress.part(Workload.CORPUS);
    progress.begin("corpus and offline verdicts");
    new CorpusMaker(recipe, plan.dataset(), device)
        .write(
            out.resolve("corpus"),
            out.resolve("bundle"),
            round.samples(Side.TEST),
            round.attacked());
    progress.end(out.resolve("corpus").toString());
  }

  /** Two clean images and two attacked ones. */
  private static List<Levels> golden(Round round) {
    List<Levels> golden = new ArrayList<>();
    round.samples(Side.TEST).stream().limit(2).map(Sample::image).forEach(golden::add);
    round.attacked().stream()
        .findFirst()
        .ifPresent(set -> set.attacked().stream().limit(2).forEach(golden::add));
    return golden;
  }

  /** What the files of {@code work/} follow from; a build of another version computes them anew. */
  private String fingerprint() {
    String everything =
        String.join(
            "\n",
            recipe.toString(),
            plan.dataset().hash(),
            plan.network().hash().orElse(""),
            Versions.used().toString());
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(everything.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> provenance(String usedDevice) {
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("recipe", recipeText);
    provenance.put("dataset", plan.dataset().name());
    provenance.put("dataHash", plan.dataset().hash());
    String file = plan.network() instanceof NetworkSource.Given ? "backboneHash" : "pretrainedHash";
    plan.network().hash().ifPresent(hash -> provenance.put(file, hash));
    provenance.put("split", plan.counts());
    provenance.put("seeds", recipe.seeds());
    provenance.put("device", usedDevice);
    provenance.put("versions", Versions.used());
    return provenance;
  }
}
