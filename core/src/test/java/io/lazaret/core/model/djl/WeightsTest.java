package io.lazaret.core.model.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.lazaret.core.RefusedException;
import io.lazaret.core.model.BuiltIn;
import io.lazaret.core.model.ResNet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {
  private static final BuiltIn ARCHITECTURE = TinyNetwork.architecture(1, 2);

  @TempDir Path directory;

  @Test
  void whatIsWrittenIsReadBackAndWrittenAgainByteForByte() throws IOException {
    Path first = directory.resolve("first.safetensors");
    Path second = directory.resolve("second.safetensors");
    TinyNetwork.write(ARCHITECTURE, first, 1);
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = Network.folded(ARCHITECTURE);
      network.initialize(manager);

      Weights.read(network, first);

      Weights.write(network, second);
    }
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void anotherArchitecturesWeightsAreRefusedByTheParameterThatDiffers() {
    Path file = directory.resolve("weights.safetensors");
    TinyNetwork.write(TinyNetwork.architecture(3, 2), file, 1);

    String message = refusal(file);

    assertTrue(message.contains("'conv1.weight' has shape (4, 3, 3, 3)"), message);
    assertTrue(message.contains("(4, 1, 3, 3)"), message);
  }

  @Test
  void aMissingParameterIsRefusedByItsName() {
    Path file = directory.resolve("weights.safetensors");
    BuiltIn smaller = ResNet.small(ARCHITECTURE.geometry(), 2, 4, List.of(1, 1), 0.5f, 0.25f);
    TinyNetwork.write(smaller, file, 1);

    assertTrue(refusal(file).contains("holds no parameter 'layer2.1."), refusal(file));
  }

  @Test
  void weightsOfAnotherNumberTypeAreRefused() throws IOException {
    Path file = directory.resolve("halves.safetensors");
    try (NDManager manager = NDManager.newBaseManager();
        OutputStream out = Files.newOutputStream(file)) {
      Network network = Network.folded(ARCHITECTURE);
      network.initialize(manager);
      NDList halves = new NDList();
      network
          .parametersByName()
          .forEach(
              (name, parameter) -> {
                NDArray half = parameter.getArray().toType(DataType.FLOAT16, true);
                half.setName(name);
                halves.add(half);
              });
      halves.encode(out, NDList.Encoding.SAFETENSORS);
    }

    assertTrue(refusal(file).contains("FLOAT32"), refusal(file));
  }

  @Test
  void aMissingFileIsRefused() {
    assertTrue(refusal(directory.resolve("absent.safetensors")).contains("absent.safetensors"));
  }

  @Test
  void garbageIsRefused() throws IOException {
    Random random = new Random(1);
    for (int length : new int[] {0, 1, 7, 8, 9, 100, 5000}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      Path file = directory.resolve("garbage-" + length);
      Files.write(file, bytes);

      assertFalse(refusal(file).contains("\n"));
    }
  }

  /** Truncations and flipped bytes of the header: refused, never a crash, never memory for ever. */
  @Test
  void aDamagedFileIsRefusedOrReadButNeverAnythingElse() throws IOException {
    Path good = directory.resolve("good.safetensors");
    TinyNetwork.write(ARCHITECTURE, good, 1);
    byte[] bytes = Files.readAllBytes(good);
    Random random = new Random(2);
    Path file = directory.resolve("damaged");
    for (int i = 0; i < 300; i++) {
      byte[] damaged =
          i % 3 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
      if (i % 3 != 0) {
        damaged[random.nextInt(Math.min(bytes.length, i % 3 == 1 ? 8 : 1500))] ^=
            (byte) (1 + random.nextInt(255));
      }
      Files.write(file, damaged);
      try (NDManager manager = NDManager.newBaseManager()) {
        Network network = Network.folded(ARCHITECTURE);
        network.initialize(manager);
        Weights.read(network, file);
      } catch (RefusedException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      }
    }
  }

  private String refusal(Path file) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Network network = Network.folded(ARCHITECTURE);
      network.initialize(manager);
      String message =
          assertThrows(RefusedException.class, () -> Weights.read(network, file)).getMessage();
      assertTrue(message.startsWith(file.toString()), message);
      return message;
    }
  }
}
