package io.lazaret.core.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.model.Architecture;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Ends;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.MobileNetV2;
import io.lazaret.core.model.Normalisation;
import io.lazaret.core.model.ResNet;
import io.lazaret.core.model.ResNet.Kind;
import io.lazaret.core.model.ResNet.Stem;
import io.lazaret.core.model.TorchScript;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BackboneSectionTest {
  private static final Geometry GREY = new Geometry(1, 64, 64);

  static Stream<Architecture> architectures() {
    Ends plain = new Ends(GREY, Normalisation.IMAGENET, 3, 0);
    Ends head = new Ends(GREY, Normalisation.IMAGENET, 3, 128);
    return Stream.of(
        ResNet.small(GREY, 3, 8, List.of(1, 1), 0.5f, 0.25f),
        new ResNet(plain, Stem.SMALL, Kind.BOTTLENECK, 8, List.of(2, 1)),
        new ResNet(head, Stem.IMAGENET, Kind.BASIC, 64, List.of(2, 2, 2, 2)),
        new ResNet(plain, Stem.IMAGENET, Kind.BOTTLENECK, 64, List.of(3, 4, 6, 3)),
        new MobileNetV2(plain, 1),
        new MobileNetV2(head, 0.35),
        TorchScript.of(GREY, 3, List.of(4, 6), 5),
        TorchScript.of(GREY, 3, List.of(4), 0));
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void whatIsWrittenIsRead(Architecture architecture) throws IOException {
    BackboneSection section = BackboneSection.of(architecture, "backbone.safetensors");

    assertEquals(architecture, read(json(section)).architecture(GREY, 3));
  }

  /** The form of the bundles that were there before MobileNetV2 came. */
  @Test
  void aSmallResNetHasTheKeysThatItAlwaysHad() throws IOException {
    BuiltIn architecture = ResNet.small(GREY, 2, 8, List.of(1, 1), 0.5f, 0.25f);
    String text =
        """
        {"architecture":"resnet","width":8,"blocks":[1,1],"mean":0.5,"deviation":0.25,\
        "taps":["layer1.0","layer2.0"],"weights":"backbone.safetensors"}""";

    assertEquals(
        text,
        BundleJson.mapper()
            .writeValueAsString(BackboneSection.of(architecture, "backbone.safetensors")));
    assertEquals(architecture, read(BundleJson.mapper().readTree(text)).architecture(GREY, 2));
  }

  @Test
  void mobileNetV2HasItsOwnKeysAndNoOthers() {
    Ends ends = new Ends(GREY, Normalisation.IMAGENET, 2, 128);
    JsonNode json = json(BackboneSection.of(new MobileNetV2(ends, 1), "w"));

    assertEquals("mobilenet_v2", json.path("architecture").asText());
    assertEquals(1, json.path("widthMultiplier").asDouble());
    assertEquals(128, json.path("head").asInt());
    assertEquals(3, json.path("mean").size());
    assertTrue(json.path("width").isMissingNode());
    assertTrue(json.path("blocks").isMissingNode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "architecture | 'vit' | unknown backbone architecture 'vit'; known are resnet,",
        "architecture | null | lacks 'architecture'",
        "architecture | 'mobilenet_v2' | lacks 'widthMultiplier'",
        "width | null | lacks 'width'",
        "width | 0 | width must be 1 to 512",
        "blocks | null | lacks 'blocks'",
        "block | 'basic' | block is 'basic'; known is bottleneck",
        "block | 'bottleneck' | ",
        "widthMultiplier | 1.0 | has keys that torchvision-resnet has not",
        "head | 0 | has keys that torchvision-resnet has not",
        "head | -1 | head must be 0",
        "mean | null | lacks 'mean'",
        "mean | [0.5, 0.5] | must be 1 or 3 numbers",
        "deviation | [0.5, 0.5, 0] | deviation must be positive",
        "taps | ['layer1.0'] | taps are [layer1.0], not [layer1.0, layer1.1, layer2.0]",
        "taps | null | taps are null",
      })
  void whatIsNotOneArchitectureIsADefect(String key, String value, String saying)
      throws IOException {
    Ends ends = new Ends(GREY, Normalisation.IMAGENET, 2, 0);
    BuiltIn architecture = new ResNet(ends, Stem.IMAGENET, Kind.BASIC, 8, List.of(2, 1));
    ObjectNode json = (ObjectNode) json(BackboneSection.of(architecture, "w"));
    json.set(key, BundleJson.mapper().readTree(value.replace('\'', '"')));
    BackboneSection section = read(json);
    if (saying == null) {
      assertEquals(Kind.BOTTLENECK, ((ResNet) section.architecture(GREY, 2)).kind());
      return;
    }

    var defect = assertThrows(IllegalArgumentException.class, () -> section.architecture(GREY, 2));

    assertTrue(defect.getMessage().contains(saying), defect.getMessage());
  }

  private static JsonNode json(BackboneSection section) {
    return BundleJson.mapper().valueToTree(section);
  }

  private static BackboneSection read(JsonNode json) throws IOException {
    return BundleJson.mapper().treeToValue(json, BackboneSection.class);
  }
}
