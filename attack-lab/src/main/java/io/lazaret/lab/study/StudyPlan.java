package io.lazaret.lab.study;

import io.lazaret.core.RefusedException;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.core.model.view.Views;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.attack.ThreatModel;
import io.lazaret.lab.data.Dataset;
import io.lazaret.lab.data.LabelsCsv;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.data.Split.Side;
import io.lazaret.lab.djl.TrainingSettings;
import io.lazaret.lab.fit.DetectorTrainers;
import io.lazaret.lab.harmless.HarmlessChanges;
import io.lazaret.lab.phantom.XrayPhantoms;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A recipe of which everything was checked that can be checked before hours are spent.
 *
 * @param dataset the labelled images
 * @param preprocessing how they come to the model's geometry
 * @param architecture the network
 * @param training how it is trained
 * @param calibrator the harmless changes
 * @param specimens the images of each side of the split
 */
record StudyPlan(
    Dataset dataset,
    Preprocessing preprocessing,
    Architecture architecture,
    TrainingSettings training,
    Calibrator calibrator,
    Map<Side, List<Specimen>> specimens) {

  /**
   * Checks a recipe.
   *
   * @param data the folder of a labels-csv data set
   * @throws RefusedException in one line for anything that cannot be used
   */
  static StudyPlan of(Recipe recipe, Optional<Path> data) {
    checkNames(recipe);
    checkEpsilons(recipe);
    Dataset dataset = checked(recipe, () -> dataset(recipe.dataset(), data, recipe.seed()));
    Preprocessing preprocessing = checked(recipe, () -> recipe.image().preprocessing());
    int classes = dataset.classes().size();
    recipe.attacks().forEach(attack -> Attacks.named(attack).checkClasses(classes));
    Attacks.named(recipe.fit().attack()).checkClasses(classes);
    StudyPlan plan =
        new StudyPlan(
            dataset,
            preprocessing,
            checked(
                recipe, () -> recipe.backbone().architecture(preprocessing.geometry(), classes)),
            checked(recipe, () -> recipe.training().settings()),
            new Calibrator(
                preprocessing,
                recipe.harmless().stream().map(HarmlessChanges::named).toList(),
                recipe.seed()),
            checked(recipe, () -> recipe.split().withSeed(recipe.seed())).deal(dataset));
    checkCalibrationSize(recipe, plan.specimens().get(Side.CALIBRATE));
    return plan;
  }

  private static void checkNames(Recipe recipe) {
    recipe.views().forEach(Views::named);
    recipe.attacks().forEach(Attacks::named);
    Attacks.named(recipe.fit().attack());
    recipe.detectors().forEach(DetectorTrainers::named);
    if (recipe.detectors().isEmpty()) {
      throw new RefusedException(recipe.name() + ": 'detectors' is empty; name at least one");
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
    recipe.epsilonLevels().forEach(levels -> checked(recipe, () -> ThreatModel.linfLevels(levels)));
    recipe
        .fit()
        .epsilonLevels()
        .forEach(levels -> checked(recipe, () -> ThreatModel.linfLevels(levels)));
    if (recipe.fit().epsilonLevels().isEmpty()) {
      throw new RefusedException(
          "recipe '" + recipe.name() + "': fit.epsilonLevels is empty; name at least one");
    }
  }

  private static Dataset dataset(Recipe.DatasetSection section, Optional<Path> data, long seed) {
    return switch (section.kind()) {
      case XRAY_PHANTOMS -> new XrayPhantoms(section.size(), seed).dataset(section.count());
      case LABELS_CSV ->
          LabelsCsv.read(
              data.orElseThrow(
                  () -> new RefusedException("this recipe needs --data: a folder with labels.csv")),
              section.set(),
              section.limitPerClass());
    };
  }

  private static void checkCalibrationSize(Recipe recipe, List<Specimen> calibrate) {
    if (!(recipe.falsePositiveRate() > 0 && recipe.falsePositiveRate() < 1)) {
      throw new RefusedException(
          "falsePositiveRate "
              + recipe.falsePositiveRate()
              + ": must lie between 0 and 1, for example 0.01");
    }
    int patients = Calibrator.onePerGroup(calibrate).size();
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
