package io.lazaret.core.bundle;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Feature;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.Ends;
import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.MobileNetV2;
import io.lazaret.core.model.Normalisation;
import io.lazaret.core.model.ResNet;
import java.util.List;

/**
 * The network, as {@code bundle.json} describes it. A key that does not belong to an architecture
 * is null, and left out of the file.
 *
 * @param architecture {@code resnet} (the small stem), {@code torchvision-resnet} or {@code
 *     mobilenet_v2}
 * @param width residual networks: channels inside the first stage's blocks
 * @param blocks residual networks: blocks of each stage
 * @param block residual networks: {@code bottleneck}; null for basic blocks
 * @param widthMultiplier MobileNetV2: scales the channels of every layer
 * @param mean subtracted from intensities in [0, 1]: a number, or one for each of three channels
 * @param deviation divides what is left
 * @param head numbers of the linear layer before the logits; null for none
 * @param taps names of the pooled layers, in the order of the network
 * @param weights the safetensors file, batch normalisation folded
 */
public record BackboneSection(
    String architecture,
    Integer width,
    List<Integer> blocks,
    String block,
    Double widthMultiplier,
    @JsonFormat(
            with = {
              Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
              Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED
            })
        List<Float> mean,
    @JsonFormat(
            with = {
              Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
              Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED
            })
        List<Float> deviation,
    Integer head,
    List<String> taps,
    String weights) {
  private static final String SMALL_RESNET = "resnet";
  private static final String TORCHVISION_RESNET = "torchvision-resnet";
  private static final String MOBILENET_V2 = "mobilenet_v2";
  private static final String BOTTLENECK = "bottleneck";

  /** What a manifest says of an architecture. */
  public static BackboneSection of(Architecture architecture, String weights) {
    return architecture.fold(
        resNet ->
            new BackboneSection(
                resNet.stem() == ResNet.Stem.SMALL ? SMALL_RESNET : TORCHVISION_RESNET,
                resNet.width(),
                resNet.blocks(),
                resNet.kind() == ResNet.Kind.BOTTLENECK ? BOTTLENECK : null,
                null,
                resNet.ends().normalisation().mean(),
                resNet.ends().normalisation().deviation(),
                headOf(resNet),
                taps(resNet),
                weights),
        mobileNet ->
            new BackboneSection(
                MOBILENET_V2,
                null,
                null,
                null,
                mobileNet.widthMultiplier(),
                mobileNet.ends().normalisation().mean(),
                mobileNet.ends().normalisation().deviation(),
                headOf(mobileNet),
                taps(mobileNet),
                weights));
  }

  private static Integer headOf(Architecture architecture) {
    int head = architecture.ends().head();
    return head == 0 ? null : head;
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
    Normalisation normalisation =
        new Normalisation(given("mean", mean), given("deviation", deviation));
    Ends ends = new Ends(geometry, normalisation, classes, head == null ? 0 : head);
    Architecture described =
        switch (given("architecture", architecture)) {
          case SMALL_RESNET -> resNet(ends, ResNet.Stem.SMALL);
          case TORCHVISION_RESNET -> resNet(ends, ResNet.Stem.IMAGENET);
          case MOBILENET_V2 -> new MobileNetV2(ends, given("widthMultiplier", widthMultiplier));
          default ->
              throw new IllegalArgumentException(
                  "unknown backbone architecture '"
                      + architecture
                      + "'; known are "
                      + String.join(", ", SMALL_RESNET, TORCHVISION_RESNET, MOBILENET_V2));
        };
    checkRest(described);
    return described;
  }

  private ResNet resNet(Ends ends, ResNet.Stem stem) {
    if (block != null && !block.equals(BOTTLENECK)) {
      throw new IllegalArgumentException("block is '" + block + "'; known is " + BOTTLENECK);
    }
    ResNet.Kind kind = block == null ? ResNet.Kind.BASIC : ResNet.Kind.BOTTLENECK;
    return new ResNet(ends, stem, kind, given("width", width), given("blocks", blocks));
  }

  private static <T> T given(String key, T value) {
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
