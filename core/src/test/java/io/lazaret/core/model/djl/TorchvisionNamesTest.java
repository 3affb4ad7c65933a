package io.lazaret.core.model.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.Ends;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.MobileNetV2;
import io.lazaret.core.model.Normalisation;
import io.lazaret.core.model.ResNet;
import io.lazaret.core.model.ResNet.Kind;
import io.lazaret.core.model.ResNet.Stem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Names and shapes against the lists in the test resources, which are what {@code
 * torchvision.models.NAME().state_dict()} says in torchvision 0.14.
 */
class TorchvisionNamesTest {
  static Stream<Arguments> networks() {
    Ends ends = new Ends(new Geometry(3, 32, 32), Normalisation.IMAGENET, 1000, 0);
    return Stream.of(
        Arguments.of("resnet18", 122, resNet(ends, Kind.BASIC, List.of(2, 2, 2, 2))),
        Arguments.of("resnet34", 218, resNet(ends, Kind.BASIC, List.of(3, 4, 6, 3))),
        Arguments.of("resnet50", 320, resNet(ends, Kind.BOTTLENECK, List.of(3, 4, 6, 3))),
        Arguments.of("mobilenet_v2", 314, new MobileNetV2(ends, 1)));
  }

  private static ResNet resNet(Ends ends, Kind kind, List<Integer> blocks) {
    return new ResNet(ends, Stem.IMAGENET, kind, 64, blocks);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everyParameterHasTorchvisionsNameAndShape(String name, int entries, BuiltIn network)
      throws IOException {
    Map<String, String> expected = torchvisions(name);
    assertEquals(entries, expected.size());
    expected.keySet().removeIf(parameter -> parameter.endsWith(".num_batches_tracked"));

    assertEquals(expected, shapes(Network.trainable(network, 0)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aHeadStandsBeforeTheLogitsAndAddsTwoParameters(String name, int entries, BuiltIn network) {
    Ends ends = new Ends(network.geometry(), Normalisation.IMAGENET, 2, 128);
    BuiltIn withHead =
        network.fold(
            r -> new ResNet(ends, r.stem(), r.kind(), r.width(), r.blocks()),
            m -> new MobileNetV2(ends, m.widthMultiplier()));
    var taps = network.layout().taps();

    Map<String, String> plain = shapes(Network.trainable(network, 0));
    Map<String, String> shapes = shapes(Network.trainable(withHead, 0.2));

    assertEquals(plain.size() + 2, shapes.size());
    int pooled = taps.get(taps.size() - 1).channels();
    assertEquals("(128, " + pooled + ")", shapes.get("head.weight"));
    assertEquals("(2, 128)", shapes.get(network.classifier() + ".weight"));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void foldedEachConvolutionHasABiasAndNothingElseIsLeft(
      String name, int entries, BuiltIn network) {
    Map<String, String> shapes = shapes(Network.folded(network));

    long layers = shapes.keySet().stream().filter(key -> key.endsWith(".weight")).count();
    assertEquals(2 * layers, shapes.size());
    // conv: weight; norm: weight, bias, mean, variance, count: six entries; classifier: two
    assertEquals((entries - 2) / 6 + 1, layers);
    assertTrue(shapes.containsKey(network.classifier() + ".bias"));
  }

  private static Map<String, String> shapes(Network network) {
    try (NDManager manager = NDManager.newBaseManager()) {
      network.initialize(manager);
      Map<String, String> shapes = new TreeMap<>();
      network
          .parametersByName()
          .forEach((name, parameter) -> shapes.put(name, parameter.getArray().getShape() + ""));
      return shapes;
    }
  }

  private static Map<String, String> torchvisions(String name) throws IOException {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(
                TorchvisionNamesTest.class.getResourceAsStream("/torchvision/" + name + ".txt"),
                StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .map(line -> line.split(" ", 2))
          .collect(Collectors.toMap(p -> p[0], p -> p[1], (a, b) -> a, TreeMap::new));
    }
  }
}
