package io.lazaret.lab.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.djl.Network;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchNormFoldingTest {
  static List<BuiltIn> architectures() {
    return TestNetwork.ofEveryKind();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void theFoldedNetworkIsTheTrainedOneInEvaluation(BuiltIn architecture) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network trained = TestNetwork.unfolded(architecture, manager, 1);
      Network folded = BatchNormFolding.fold(trained, manager);
      float[][] images = TestNetwork.images(architecture, 6, 2);
      NDArray input = manager.create(images).reshape(Tensors.shape(architecture.geometry(), 6));
      ParameterStore store = new ParameterStore(manager, false);

      NDList expected = trained.taps(store, input);
      NDList found = folded.taps(store, input);

      assertEquals(expected.size(), found.size());
      for (int i = 0; i < expected.size(); i++) {
        assertClose(expected.get(i).toFloatArray(), found.get(i).toFloatArray());
      }
    }
  }

  private static void assertClose(float[] expected, float[] found) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1e-4 * (1 + Math.abs(expected[i])));
    }
  }
}
