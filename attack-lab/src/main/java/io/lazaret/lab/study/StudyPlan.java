package io.lazaret.lab.study;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.core.model.djl.ScriptProbe;
import io.lazaret.core.model.view.Views;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.data.Dataset;
import io.lazaret.lab.data.LabelsCsv;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.fit.DetectorTrainers;
import io.lazaret.lab.harmless.HarmlessChanges;
import io.lazaret.lab.phantom.PhantomKind;
import io.lazaret.lab.phantom.PhantomKinds;
import io.lazaret.lab.phantom.Phantoms;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A recipe of which everything was checked that can be checked before hours are spent.
 *
 * @param data the folder of labels-csv data sets, where one was given
 * @param dataset the labelled images
 * @param preprocessing how they come to the model's geometry
 * @param network where the network comes from
 * @param calibrator the harmless changes
 * @param secondSet images of another site, where the recipe names them
 * @param sides the images of each side of the split, by the seed
 */
public record StudyPlan(
    Optional<Path> data,
    Dataset dataset,
    Preprocessing preprocessing,
    NetworkSource network,
    Calibrator calibrator,
    Optional<Dataset> secondSet,
    Map<Long, Map<Side, List<Specimen>>> sides) {

  /**
   * Checks a recipe.
   *
   * @param data the folder of a labels-csv data set
   * @param program a TorchScript network instead of the recipe's
   * @param device where it is tried
   * @throws RefusedException in one line for anything that cannot be used
   */
  public static StudyPlan of(
      Recipe recipe, Optional<Path> data, Optional<Path> program, String device) {
    checkNames(recipe);
    checkEpsilons(recipe);
    Dataset dataset = checked(recipe, () -> dataset(recipe.dataset(), data, recipe.seeds().get(0)));
    Preprocessing preprocessing = checked(recipe, () -> recipe.image().preprocessing());
    int classes = dataset.classes().size();
    recipe.attacks().forEach(attack -> Attacks.named(attack).checkClasses(classes));
    recipe.feedAttacks().forEach(attack -> Attacks.named(attack).checkClasses(classes));
    recipe.fits().stream()
        .flatMap(fit -> fit.attacks().stream())
        .forEach(attack -> Attacks.named(attack).checkClasses(classes));
    StudyPlan plan =
        new StudyPlan(
            data,
            dataset,
            preprocessing,
            program
                .<NetworkSource>map(
                    file ->
                        new NetworkSource.Given(
                            ScriptProbe.inspect(file, preprocessing.geometry(), classes, device),
                            file))
                .orElseGet(() -> trained(recipe, preprocessing.geometry(), classes, data)),
            new Calibrator(
                preprocessing,
                recipe.harmless().stream().map(HarmlessChanges::named).toList(),
                recipe.harmlessAllowance(),
                recipe.seeds().get(0)),
            recipe.calibration().secondSet().map(set -> labelled(set, 0, Optional.empty(), data)),
            sides(recipe, dataset));
    plan.sides().values().forEach(sides -> checkCalibrationSize(recipe, sides));
    return plan;
  }

  private static Map<Long, Map<Side, List<Specimen>>> sides(Recipe recipe, Dataset dataset) {
    Map<Long, Map<Side, List<Specimen>>> sides = new LinkedHashMap<>();
    for (long seed : recipe.seeds()) {
      sides.put(seed, checked(recipe, () -> recipe.split().withSeed(seed)).deal(dataset));
    }
    return sides;
  }

  /** The images of each side of the split under a seed. */
  public Map<Side, List<Specimen>> sides(long seed) {
    return Required.of(sides, seed);
  }

  /** The number of images of each side under the first seed. */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    sides
        .values()
        .iterator()
        .next()
        .forEach((side, list) -> counts.put(side.name().toLowerCase(Locale.ROOT), list.size()));
    return counts;
  }

  private static NetworkSource.Trained trained(
      Recipe recipe, Geometry geometry, int classes, Optional<Path> data) {
    if (recipe.backbone().isEmpty() || recipe.training().isEmpty()) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': lacks 'backbone' or 'training'; add them, or name a trained network with"
              + " --backbone");
    }
    if (recipe.split().train() == 0) {
      throw new RefusedException(
          "recipe '" + recipe.name() + "': split.train is 0, but the network is to be trained");
    }
    BackboneRecipe backbone = recipe.backbone().get();
    return checked(
        recipe,
        () ->
            new NetworkSource.Trained(
                backbone.architecture(geometry, classes),
                recipe.training().get().settings(backbone.dropout(), backbone.pretrained(data))));
  }

  /** The network. */
  public Architecture architecture() {
    return network.architecture();
  }

  /**
   * How the study trains its network, for experiments that train others like it.
   *
   * @throws RefusedException when it trains none
   */
  public NetworkSource.Trained trained(String experiment) {
    if (network instanceof NetworkSource.Trained trained) {
      return trained;
    }
    throw new RefusedException(
        "experiment '"
            + experiment
            + "' trains networks beside the study's own, which --backbone's cannot be; leave it"
            + " out of the recipe's experiments");
  }

  private static void checkNames(Recipe recipe) {
    recipe.views().forEach(Views::named);
    recipe.attacks().forEach(Attacks::named);
    recipe.feedAttacks().forEach(Attacks::named);
    recipe.fits().forEach(fit -> fit.attacks().forEach(Attacks::named));
    recipe.detectors().forEach(DetectorTrainers::named);
    requireSome(recipe, "detectors", recipe.detectors());
    requireDifferent(recipe, "views", recipe.views());
    checkViews(recipe);
    requireDifferent(recipe, "bundleDetectors", recipe.bundleDetectors());
    if (!recipe.detectors().containsAll(recipe.bundleDetectors())) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': bundleDetectors "
              + recipe.bundleDetectors()
              + " are not all among its detectors "
              + recipe.detectors());
    }
    requireSome(recipe, "attacks", recipe.attacks());
    requireDifferent(recipe, "feedAttacks", recipe.feedAttacks());
    requireSome(recipe, "epsilonLevels", recipe.epsilonLevels());
    requireDifferent(recipe, "harmless", recipe.harmless());
    if (!(recipe.harmlessAllowance() >= 1 && recipe.harmlessAllowance() <= 10)) {
      throw new RefusedException(
          "recipe '" + recipe.name() + "': harmlessAllowance must be 1 to 10, for example 2");
    }
    requireSome(recipe, "encodings", recipe.encodings());
    recipe.harmless().forEach(HarmlessChanges::named);
    for (Encoding encoding : recipe.encodings()) {
      if (encoding != Encoding.PNG && !recipe.harmless().contains(encoding.code())) {
        throw new RefusedException(
            "recipe '"
                + recipe.name()
                + "': attacked images saved as "
                + encoding.code()
                + " are compared with clean ones saved so; add '"
                + encoding.code()
                + "' to harmless");
      }
    }
    requireSome(recipe, "seeds", recipe.seeds());
    requireDifferent(
        recipe, "transfer", recipe.fits().stream().map(Recipe.FitSection::name).toList());
  }

  private static void checkViews(Recipe recipe) {
    List<String> looking =
        recipe.detectors().stream()
            .filter(name -> DetectorTrainers.named(name).statistics().looksAtViews())
            .toList();
    if (recipe.views().isEmpty() && !looking.isEmpty()) {
      throw new RefusedException(
          "recipe '"
              + recipe.name()
              + "': 'views' is empty, but "
              + String.join(", ", looking)
              + " look at views; name at least one, or leave these detectors out");
    }
  }

  private static void requireSome(Recipe recipe, String key, List<?> values) {
    if (values.isEmpty()) {
      throw new RefusedException(
          "recipe '" + recipe.name() + "': '" + key + "' is empty; name at least one");
    }
    requireDifferent(recipe, key, values);
  }

  private static void requireDifferent(Recipe recipe, String key, List<?> values) {
    if (Set.copyOf(values).size() < values.size()) {
      throw new RefusedException(
          "recipe '" + recipe.name() + "': '" + key + "' names the same twice: " + values);
    }
  }

  /** A part of the recipe; what its type does not accept is refused. */
  private static <T> T checked(Recipe recipe, Supplier<T> part) {
    try {
      return part.get();
    } catch (IllegalArgumentException e) {
      throw new RefusedException("recipe '" + recipe.name() + "': " + e.getMessage(), e);
    }
  }

  private static void checkEpsilons(Recipe recipe) {
    checkLevels(recipe, "epsilonLevels", recipe.epsilonLevels());
    checkLevels(recipe, "queries.epsilonLevels", recipe.queries().epsilonLevels());
    if (recipe.queries().images() < 1) {
      throw new RefusedException(
          "recipe '" + recipe.name() + "': queries.images must be 1 or more");
    }
    for (Recipe.FitSection fit : recipe.fits()) {
      checkLevels(recipe, "fit.epsilonLevels", fit.epsilonLevels());
      if (fit.epsilonLevels().isEmpty() || fit.attacks().isEmpty()) {
        throw new RefusedException(
            "recipe '"
                + recipe.name()
                + "': fit.epsilonLevels or fit.attacks is empty; name at least one of each");
      }
    }
  }

  private static void checkLevels(Recipe recipe, String key, List<Double> levels) {
    for (double level : levels) {
      if (!(level > 0 && level <= 255)) {
        throw new RefusedException(
            "recipe '"
                + recipe.name()
                + "': "
                + key
                + ": "
                + level
                + " must be above 0, at most 255");
      }
    }
  }

  private static Dataset dataset(Recipe.DatasetSection section, Optional<Path> data, long seed) {
    return switch (section.kind()) {
      case XRAY_PHANTOMS, FUNDUS_PHANTOMS, DERMOSCOPY_PHANTOMS ->
          phantoms(section, seed).dataset(section.count());
      case LABELS_CSV ->
          labelled(section.set(), section.limitPerClass(), section.labelColumn(), data);
    };
  }

  private static Dataset labelled(
      String set, int limit, Optional<String> column, Optional<Path> data) {
    Path folder =
        data.orElseThrow(
            () -> new RefusedException("this recipe needs --data: a folder with labels.csv"));
    return column
        .map(name -> LabelsCsv.read(folder, set, limit, name))
        .orElseGet(() -> LabelsCsv.read(folder, set, limit));
  }

  private static Phantoms phantoms(Recipe.DatasetSection section, long seed) {
    PhantomKind kind = PhantomKinds.of(section.kind().code(), section.classes());
    return new Phantoms(kind, section.classes(), section.size(), seed);
  }

  private static void checkCalibrationSize(Recipe recipe, Map<Side, List<Specimen>> sides) {
    if (!(recipe.falsePositiveRate() > 0 && recipe.falsePositiveRate() < 1)) {
      throw new RefusedException(
          "falsePositiveRate "
              + recipe.falsePositiveRate()
              + ": must lie between 0 and 1, for example 0.01");
    }
    long patients =
        Required.of(sides, Side.CALIBRATE).stream().map(Specimen::group).distinct().count();
    if (recipe.falsePositiveRate() * (patients + 1) < 1) {
      throw new RefusedException(
          "falsePositiveRate "
              + recipe.falsePositiveRate()
              + " needs "
              + (int) Math.ceil(1 / recipe.falsePositiveRate() - 1)
              + " patients to calibrate on, the split gives "
              + patients
              + "; raise split.calibrate or the rate");
    }
  }
}
