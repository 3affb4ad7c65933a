package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.ResNet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivationsTest {
  private static final Geometry IMAGENET = new Geometry(3, 224, 224);

  /** As the tables of the library timm have them, in millions. */
  @ParameterizedTest
  @CsvSource({"resnet18, 2.48", "resnet34, 3.74", "resnet50, 11.11", "mobilenet_v2, 6.68"})
  void publishedNetworksHaveThePublishedNumber(String name, double millions) {
    assertEquals(millions, Activations.of(network(name)) / 1e6, 0.005);
  }

  @Test
  void aNetworkOfHalfTheSideTakesAQuarter() {
    ResNet whole = small(64, 8);

    assertEquals(0.25, Activations.ratio(small(32, 8), whole), 1e-12);
    assertEquals(2, Activations.ratio(small(64, 16), whole), 1e-12);
    assertEquals(8 * 32 * 32 * (1 + 2), Activations.of(whole));
  }

  private static ResNet small(int side, int width) {
    return ResNet.small(new Geometry(1, side, side), 2, width, List.of(1), 0.5f, 0.25f);
  }

  private static BuiltIn network(String name) {
    return new BackboneRecipe(
            name,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            Optional.empty())
        .architecture(IMAGENET, 1000);
  }
}
