package io.lazaret.lab.study;

import io.lazaret.cli.Default;
import io.lazaret.cli.Doc;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.core.model.ResampleKernel;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.data.Split;
import io.lazaret.lab.djl.AugmentationSettings;
import io.lazaret.lab.djl.TrainingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A study: everything that its results follow from, as a YAML file. */
public record Recipe(
    @Doc("name of the study and of its bundle") String name,
    @Doc("the data set") DatasetSection dataset,
    @Doc("what the network reads") ImageSection image,
    @Doc("shares of patients") SplitSection split,
    @Doc("the diagnostic network; not needed where --backbone names one that is trained already")
        Optional<BackboneRecipe> backbone,
    @Doc("how the network is trained; not needed where --backbone names one")
        Optional<TrainingSection> training,
    @Doc("views of each image, in the order of the planes")
        @Default("gaussian-0.7, median-3, jpeg-75, shift-1-1")
        List<String> views,
    @Doc("attacks to evaluate") @Default("FGSM, BIM, PGD, CW-Linf") List<String> attacks,
    @Doc("sizes of the evaluated perturbations, in levels of 255") @Default("1, 2")
        List<Double> epsilonLevels,
    @Doc("attacks to evaluate on images as the feed sends them too, through the resize")
        @Default("")
        List<String> feedAttacks,
    @Doc("how attacks are evaluated that ask the network instead of knowing it")
        QuerySection queries,
    @Doc("files that attacked images are evaluated in: png, jpeg-95") @Default("png")
        List<Encoding> encodings,
    @Doc("what the detectors of the bundle are fitted on") FitSection fit,
    @Doc("what detectors are fitted on besides, to see what carries over") @Default("")
        List<FitSection> transfer,
    @Doc("harmless changes: negatives when fitting, strata when calibrating")
        @Default(
            "noise-1, jpeg-95, jpeg-75, contrast-110, contrast-90, brightness-110,"
                + " brightness-90, blur-0.5, resize-bicubic, resize-bilinear")
        List<String> harmless,
    @Doc("how many times the asked false-positive rate images after a harmless change may reach")
        @Default("2")
        double harmlessAllowance,
    @Doc("detectors to fit and evaluate") @Default("consistency, dfeat") List<String> detectors,
    @Doc("detectors of the bundle, the deciding one first; every one when left out") @Default("")
        List<String> bundleDetectors,
    @Doc("false-positive rate of the offline verdicts") @Default("0.01") double falsePositiveRate,
    @Doc("sources of all randomness: the study runs once with each; the first gives the bundle")
        @Default("1")
        List<Long> seeds,
    @Doc("further questions that the study answers, each in a file of its own") @Default("")
        List<String> experiments,
    @Doc("how the experiment 'calibration' is done") CalibrationSection calibration,
    @Doc("how the experiment 'leaks' is done") LeaksRecipe leaks,
    @Doc("how the experiment 'classes' is done") ClassesRecipe classes,
    @Doc("how the experiment 'capacity' is done") CapacityRecipe capacity,
    @Doc("the other network of the experiment 'origin'") Optional<OriginRecipe> origin,
    @Doc("how the experiment 'sweep' is done") SweepSection sweep,
    @Doc("how the experiment 'separability' is done") SeparabilitySection separability,
    @Doc("how the experiment 'attention' is done") AttentionSection attention,
    @Doc("how the experiment 'universal' is done") UniversalRecipe universal,
    @Doc("how the experiment 'adaptive' is done") AdaptiveSection adaptive,
    @Doc("why the bundle may be used although the evaluation raised sanity flags")
        Optional<String> acceptFlags) {

  public Recipe {
    attacks = Attacks.written(attacks);
    feedAttacks = Attacks.written(feedAttacks);
  }

  /** Where labelled images come from. */
  public enum Kind {
    XRAY_PHANTOMS,
    FUNDUS_PHANTOMS,
    DERMOSCOPY_PHANTOMS,
    LABELS_CSV;

    /** As recipes name it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The data set. */
  public record DatasetSection(
      @Doc(
              "xray-phantoms, fundus-phantoms, dermoscopy-phantoms, or labels-csv: the folder that"
                  + " --data names")
          Kind kind,
      @Doc("labels-csv: the subfolder of images") @Default("") String set,
      @Doc("phantoms: how many images") @Default("0") int count,
      @Doc("phantoms: how many classes, 2 to 4, as many images of each") @Default("2") int classes,
      @Doc("phantoms: rows and columns as taken") @Default("128") int size,
      @Doc("labels-csv: the most images of each class, 0 for all") @Default("0") int limitPerClass,
      @Doc("labels-csv: the column whose values are the classes, instead of the labels")
          Optional<String> labelColumn) {}

  /** What the network reads. */
  public record ImageSection(
      @Doc("1 for grey, 3 for RGB") @Default("1") int channels,
      @Doc("rows and columns") int size,
      @Doc("resampling kernel: box, bilinear, bicubic or lanczos") @Default("lanczos")
          ResampleKernel kernel) {

    Preprocessing preprocessing() {
      return new Preprocessing(new Geometry(channels, size, size), kernel);
    }
  }

  /** Shares of patients; they add up to 1. */
  public record SplitSection(
      @Doc("trains the network; may be 0 where --backbone names one that never saw any of them")
          double train,
      @Doc("fits the detectors") double fit,
      @Doc("calibrates the detectors") double calibrate,
      @Doc("is only ever scored") double test) {

    /** The split under a seed. */
    public Split withSeed(long seed) {
      return new Split(train, fit, calibrate, test, seed);
    }
  }

  /** How the network is trained. */
  public record TrainingSection(
      @Doc("passes over the images") int epochs,
      @Doc("images of a step") @Default("32") int batchSize,
      @Doc("peak of the learning rate's cycle") @Default("0.002") double learningRate,
      @Doc("AdamW's weight decay") @Default("0.01") double weightDecay,
      @Doc("share of a target spread over all classes") @Default("0.05") double labelSmoothing,
      @Doc("mirror images at random") @Default("true") boolean flip,
      @Doc("largest random turn in degrees, up to 180") @Default("15") double rotationDegrees,
      @Doc("largest random change of size") @Default("0.15") double scale,
      @Doc("largest random shift, as a share of the side") @Default("0.06") double shift,
      @Doc("largest random change of contrast, as a share") @Default("0") double contrast,
      @Doc("largest random change of brightness, as a share of full scale") @Default("0")
          double brightness) {

    /** The settings under what the backbone's section says of training. */
    TrainingSettings settings(double dropout, Optional<Path> pretrained) {
      return new TrainingSettings(
          epochs,
          batchSize,
          learningRate,
          weightDecay,
          labelSmoothing,
          dropout,
          new AugmentationSettings(flip, rotationDegrees, scale, shift, contrast, brightness),
          pretrained);
    }
  }

  /** What the detectors are fitted on. */
  public record FitSection(
      @Doc("the attacks") @Default("PGD") List<String> attacks,
      @Doc("sizes of the perturbations, in levels of 255") @Default("1, 2, 4")
          List<Double> epsilonLevels) {
    public FitSection {
      attacks = Attacks.written(attacks);
    }

    /** The attacks' names, as reports write them. */
    public String name() {
      return String.join("+", attacks);
    }
  }

  /** How black-box attacks are evaluated: they take long. */
  public record QuerySection(
      @Doc("the most test images of each") @Default("100") int images,
      @Doc("sizes of the perturbations, in levels of 255") @Default("1")
          List<Double> epsilonLevels) {}

  /** How the experiment {@code calibration} is done. */
  public record CalibrationSection(
      @Doc("clean images that a threshold is set on") @Default("50, 100, 200, 400")
          List<Integer> images,
      @Doc("times that the patients are dealt again") @Default("40") int resplits,
      @Doc("second site: its resampling kernel") @Default("bicubic") ResampleKernel kernel,
      @Doc("second site: the quality of its JPEG files, 1 to 100") @Default("90") int jpegQuality,
      @Doc("labels-csv: the subfolder of a second data set") Optional<String> secondSet) {}

  /** The detectors of the bundle, the deciding one first. */
  public List<String> served() {
    return bundleDetectors.isEmpty() ? detectors : bundleDetectors;
  }

  /** The same study of another network. */
  public Recipe with(BackboneRecipe other, TrainingSection how) {
    return new Recipe(
        name,
        dataset,
        image,
        split,
        Optional.of(other),
        Optional.of(how),
        views,
        attacks,
        epsilonLevels,
        feedAttacks,
        queries,
        encodings,
        fit,
        transfer,
        harmless,
        harmlessAllowance,
        detectors,
        bundleDetectors,
        falsePositiveRate,
        seeds,
        List.of(),
        calibration,
        leaks,
        classes,
        capacity,
        Optional.empty(),
        sweep,
        separability,
        attention,
        universal,
        adaptive,
        acceptFlags);
  }

  /** How the experiment {@code sweep} is done. */
  public record SweepSection(
      @Doc("the attacks") @Default("FGSM, BIM, PGD, CW-Linf") List<String> attacks,
      @Doc("sizes of the perturbations, in levels of 255") @Default("0.1, 0.2, 0.5, 1, 2, 4, 10")
          List<Double> epsilonLevels,
      @Doc("the most test images") @Default("100") int images) {
    public SweepSection {
      attacks = Attacks.written(attacks);
    }
  }

  /** How the experiment {@code separability} is done. */
  public record SeparabilitySection(
      @Doc("the attacks; the axes are fitted on the first") @Default("PGD, CW-low")
          List<String> attacks,
      @Doc("size of the perturbations, in levels of 255") @Default("1") double epsilonLevel,
      @Doc("the most images of a kind") @Default("200") int images) {
    public SeparabilitySection {
      attacks = Attacks.written(attacks);
    }
  }

  /** How the experiment {@code attention} is done. */
  public record AttentionSection(
      @Doc("the attacks") @Default("PGD, CW-low") List<String> attacks,
      @Doc("size of the perturbations, in levels of 255") @Default("1") double epsilonLevel,
      @Doc("the most images of an attack that are looked at") @Default("100") int images,
      @Doc("the most images that are shown") @Default("8") int strips) {
    public AttentionSection {
      attacks = Attacks.written(attacks);
    }
  }

  /** How the experiment {@code adaptive} is done. */
  public record AdaptiveSection(
      @Doc("attackers who know the network's taps or the detector")
          @Default(
              "feature-matching, hierarchical-features, sparse-flips, through-detector-weighted,"
                  + " through-detector-selective, through-detector-orthogonal,"
                  + " through-detector-constrained, through-detector-and-features")
          List<String> attackers,
      @Doc("the most images of the test and of the fitting side that each attacks") @Default("60")
          int images,
      @Doc("sizes of the perturbations, in levels of 255") @Default("1, 2")
          List<Double> epsilonLevels,
      @Doc("gradient steps of an attack") @Default("100") int steps,
      @Doc("attacks of each image: from itself, then from random points") @Default("1")
          int descents,
      @Doc("attackers who also get four times the steps") @Default("through-detector-constrained")
          List<String> longer) {}

  /** Everything that detectors are fitted on: the bundle's first. */
  List<FitSection> fits() {
    List<FitSection> fits = new ArrayList<>(List.of(fit));
    fits.addAll(transfer);
    return fits;
  }
}
