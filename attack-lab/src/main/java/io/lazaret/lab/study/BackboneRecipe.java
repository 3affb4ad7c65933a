package io.lazaret.lab.study;

import io.lazaret.cli.Default;
import io.lazaret.cli.Doc;
import io.lazaret.core.RefusedException;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Ends;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.MobileNetV2;
import io.lazaret.core.model.Normalisation;
import io.lazaret.core.model.ResNet;
import io.lazaret.core.model.ResNet.Kind;
import io.lazaret.core.model.ResNet.Stem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The diagnostic network of a recipe. */
public record BackboneRecipe(
    @Doc("small-resnet, resnet18, resnet34, resnet50 or mobilenet_v2") @Default("small-resnet")
        String architecture,
    @Doc("small-resnet: channels of the first stage") Optional<Integer> width,
    @Doc("small-resnet: basic blocks of each stage") Optional<List<Integer>> blocks,
    @Doc("small-resnet: subtracted from intensities in [0, 1], 0.5 when left out")
        Optional<Double> mean,
    @Doc("small-resnet: divides what is left, 0.25 when left out") Optional<Double> deviation,
    @Doc("numbers of a linear layer before the logits (the paper has 128), 0 for none")
        @Default("0")
        int head,
    @Doc("share of the numbers before the logits that a training step leaves out") @Default("0")
        double dropout,
    @Doc(
            "weights to begin with, safetensors or npz under torchvision's names; relative to"
                + " --data. Without it: from scratch")
        Optional<String> pretrained) {
  private static final String SMALL = "small-resnet";
  private static final List<String> KNOWN =
      List.of(SMALL, "resnet18", "resnet34", "resnet50", "mobilenet_v2");

  /** Channels of the first stage of torchvision's residual networks. */
  private static final int TORCHVISION_WIDTH = 64;

  /**
   * The architecture.
   *
   * @throws IllegalArgumentException when the keys describe none
   */
  public BuiltIn architecture(Geometry geometry, int classes) {
    checkName();
    boolean small = architecture.equals(SMALL);
    checkKeys(small);
    Normalisation normalisation =
        small
            ? Normalisation.of(mean.orElse(0.5).floatValue(), deviation.orElse(0.25).floatValue())
            : Normalisation.IMAGENET;
    Ends ends = new Ends(geometry, normalisation, classes, head);
    return switch (architecture) {
      case SMALL -> new ResNet(ends, Stem.SMALL, Kind.BASIC, width.get(), blocks.get());
      case "mobilenet_v2" -> new MobileNetV2(ends, 1);
      case "resnet18" -> torchvision(ends, Kind.BASIC, List.of(2, 2, 2, 2));
      case "resnet34" -> torchvision(ends, Kind.BASIC, List.of(3, 4, 6, 3));
      case "resnet50" -> torchvision(ends, Kind.BOTTLENECK, List.of(3, 4, 6, 3));
      default -> throw new IllegalStateException(architecture);
    };
  }

  private void checkName() {
    if (!KNOWN.contains(architecture)) {
      throw new IllegalArgumentException(
          "unknown backbone.architecture '"
              + architecture
              + "'; known are "
              + String.join(", ", KNOWN));
    }
  }

  private static ResNet torchvision(Ends ends, Kind kind, List<Integer> blocks) {
    return new ResNet(ends, Stem.IMAGENET, kind, TORCHVISION_WIDTH, blocks);
  }

  private void checkKeys(boolean small) {
    if (small && (width.isEmpty() || blocks.isEmpty())) {
      throw new IllegalArgumentException(
          "backbone."
              + (width.isEmpty() ? "width" : "blocks")
              + " is missing; small-resnet needs"
              + " width and blocks");
    }
    if (!small
        && (width.isPresent() || blocks.isPresent() || mean.isPresent() || deviation.isPresent())) {
      throw new IllegalArgumentException(
          "backbone.width, blocks, mean and deviation are small-resnet's; "
              + architecture
              + " has its own: remove them");
    }
  }

  /**
   * The file of weights to begin with.
   *
   * @param data the folder that --data names; an absolute path needs none
   * @throws RefusedException when there is no such file
   */
  Optional<Path> pretrained(Optional<Path> data) {
    return pretrained.map(
        name -> {
          Path file = data.map(folder -> folder.resolve(name)).orElse(Path.of(name)).normalize();
          if (data.isEmpty() && !file.isAbsolute()) {
            throw new RefusedException(
                "backbone.pretrained '" + name + "' is relative to --data: give --data too");
          }
          if (!Files.isRegularFile(file)) {
            throw new RefusedException(
                file + ": no such file; backbone.pretrained is relative to --data");
          }
          return file;
        });
  }
}
