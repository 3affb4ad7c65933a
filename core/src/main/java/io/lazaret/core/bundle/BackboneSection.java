package io.lazaret.core.bundle;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Feature;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Ends;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.MobileNetV2;
import io.lazaret.core.model.Normalisation;
import io.lazaret.core.model.ResNet;
import io.lazaret.core.model.TorchScript;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The network, as {@code bundle.json} describes it. A key that does not belong to an architecture
 * is null, and left out of the file.
 *
 * @param architecture {@code resnet} (the small stem), {@code torchvision-resnet}, {@code
 *     mobilenet_v2} or {@code torchscript}
 * @param width residual networks: channels inside the first stage's blocks
 * @param blocks residual networks: blocks of each stage
 * @param block residual networks: {@code bottleneck}; null for basic blocks
 * @param widthMultiplier MobileNetV2: scales the channels of every layer
 * @param mean subtracted from intensities in [0, 1]: a number, or one for each of three channels; a
 *     TorchScript program does that itself
 * @param deviation divides what is left
 * @param head numbers of the linear layer before the logits, or of the vector that a TorchScript
 *     program gives last; null for none
 * @param taps names of the pooled layers, in the order of the network
 * @param tapChannels TorchScript: channels of each tap
 * @param weights the safetensors file, batch normalisation folded; or the TorchScript program
 */
public record BackboneSection(
    String architecture,
    @Nullable Integer width,
    @Nullable List<Integer> blocks,
    @Nullable String block,
    @Nullable Double widthMultiplier,
    @JsonFormat(
            with = {
              Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
              Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED
            })
        @Nullable List<Float> mean,
    @JsonFormat(
            with = {
              Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
              Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED
            })
        @Nullable List<Float> deviation,
    @Nullable Integer head,
    List<String> taps,
    @Nullable List<Integer> tapChannels,
    String weights) {
  private static final String SMALL_RESNET = "resnet";
  private static final String TORCHVISION_RESNET = "torchvision-resnet";
  private static final String MOBILENET_V2 = "mobilenet_v2";
  private static final String TORCH_SCRIPT = "torchscript";
  private static final String BOTTLENECK = "bottleneck";

  /** What a manifest says of an architecture. */
  public static BackboneSection of(Architecture architecture, String weights) {
    return architecture instanceof BuiltIn builtIn
        ? builtIn.fold(resNet -> of(resNet, weights), mobileNet -> of(mobileNet, weights))
        : of((TorchScript) architecture, weights);
  }

  private static BackboneSection of(ResNet resNet, String weights) {
    return new BackboneSection(
        resNet.stem() == ResNet.Stem.SMALL ? SMALL_RESNET : TORCHVISION_RESNET,
        resNet.width(),
        resNet.blocks(),
        resNet.kind() == ResNet.Kind.BOTTLENECK ? BOTTLENECK : null,
        null,
        resNet.ends().normalisation().mean(),
        resNet.ends().normalisation().deviation(),
        head(resNet),
        taps(resNet),
        null,
        weights);
  }

  private static BackboneSection of(MobileNetV2 mobileNet, String weights) {
    return new BackboneSection(
        MOBILENET_V2,
        null,
        null,
        null,
        mobileNet.widthMultiplier(),
        mobileNet.ends().normalisation().mean(),
        mobileNet.ends().normalisation().deviation(),
        head(mobileNet),
        taps(mobileNet),
        null,
        weights);
  }

  private static BackboneSection of(TorchScript script, String weights) {
    return new BackboneSection(
        TORCH_SCRIPT,
        null,
        null,
        null,
        null,
        null,
        null,
        head(script),
        taps(script),
        channels(script),
        weights);
  }

  private static @Nullable Integer head(Architecture architecture) {
    int head = architecture.layout().embedding();
    return head == 0 ? null : head;
  }

  private static List<Integer> channels(Architecture architecture) {
    return architecture.layout().taps().stream().map(FeatureLayout.Tap::channels).toList();
  }

  private static List<String> taps(Architecture architecture) {
    return architecture.layout().taps().stream().map(FeatureLayout.Tap::name).toList();
  }

  /**
   * The architecture that this describes.
   *
   * @throws IllegalArgumentException when it describes none, or more than one
   */
  Architecture architecture(Geometry geometry, int classes) {
    Architecture described =
        switch (given("architecture", architecture)) {
          case SMALL_RESNET -> resNet(ends(geometry, classes), ResNet.Stem.SMALL);
          case TORCHVISION_RESNET -> resNet(ends(geometry, classes), ResNet.Stem.IMAGENET);
          case MOBILENET_V2 ->
              new MobileNetV2(ends(geometry, classes), given("widthMultiplier", widthMultiplier));
          case TORCH_SCRIPT ->
              TorchScript.of(geometry, classes, given("tapChannels", tapChannels), headOrNone());
          default ->
              throw new IllegalArgumentException(
                  "unknown backbone architecture '"
                      + architecture
                      + "'; known are "
                      + String.join(
                          ", ", SMALL_RESNET, TORCHVISION_RESNET, MOBILENET_V2, TORCH_SCRIPT));
        };
    checkRest(described);
    return described;
  }

  private Ends ends(Geometry geometry, int classes) {
    Normalisation normalisation =
        new Normalisation(given("mean", mean), given("deviation", deviation));
    return new Ends(geometry, normalisation, classes, headOrNone());
  }

  private int headOrNone() {
    return head == null ? 0 : head;
  }

  private ResNet resNet(Ends ends, ResNet.Stem stem) {
    if (block != null && !block.equals(BOTTLENECK)) {
      throw new IllegalArgumentException("block is '" + block + "'; known is " + BOTTLENECK);
    }
    ResNet.Kind kind = block == null ? ResNet.Kind.BASIC : ResNet.Kind.BOTTLENECK;
    return new ResNet(ends, stem, kind, given("width", width), given("blocks", blocks));
  }

  private static <T> T given(String key, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("the backbone lacks '" + key + "'");
    }
    return value;
  }

  /** An architecture is described in one way: nothing is left over, and the taps are its own. */
  private void checkRest(Architecture described) {
    BackboneSection canonical = of(described, weights);
    if (!canonical.taps().equals(taps)) {
      throw new IllegalArgumentException("taps are " + taps + ", not " + canonical.taps());
    }
    if (!canonical.equals(this)) {
      throw new IllegalArgumentException(
          "the backbone has keys that " + architecture + " has not: " + this);
    }
  }
}
