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
import io.lazaret.core.model.Ends;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.MobileNetV2;
import io.lazaret.core.model.Normalisation;
import io.lazaret.core.model.ResNet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Weights that others trained, as they are handed around: safetensors and npz. */
class PublishedWeightsTest {
  /** What published weights are of: a thousand classes, no head. */
  private static final BuiltIn PUBLISHED = network(1000, 0);

  /** What they are to become. */
  private static final BuiltIn TASK = network(2, 5);

  @TempDir Path directory;
  private NDManager manager;
  private Network published;

  private static ResNet network(int classes, int head) {
    Ends ends = new Ends(new Geometry(3, 16, 16), Normalisation.IMAGENET, classes, head);
    return new ResNet(ends, ResNet.Stem.IMAGENET, ResNet.Kind.BASIC, 4, List.of(1, 1));
  }

  @BeforeEach
  void published() {
    manager = NDManager.newBaseManager();
    published = Network.trainable(PUBLISHED, 0);
    published.initialize(manager);
    TinyNetwork.randomise(published, manager, 1);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"NPZ", "SAFETENSORS"})
  void allButTheTasksOwnLayersAreTakenOver(NDList.Encoding encoding) throws IOException {
    Path file = write("published", encoding, array -> array);
    Network network = task();
    Map<String, float[]> before = values(network);

    Weights.readPublished(network, file);

    Map<String, float[]> expected = values(published);
    values(network)
        .forEach(
            (name, found) -> {
              boolean own = name.startsWith("fc.") || name.startsWith("head.");
              assertArrayEquals((own ? before : expected).get(name), found, name);
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"NPZ", "SAFETENSORS"})
  void whatIsNotOfTheNetworkIsNotLookedAt(NDList.Encoding encoding) throws IOException {
    Path file = write("counted", encoding, a -> a.getName().startsWith("fc.") ? renamed(a) : a);

    Weights.readPublished(task(), file);
  }

  /** As torch's count of batches: another name, and whole numbers. */
  private static NDArray renamed(NDArray array) {
    NDArray other = array.toType(DataType.INT64, true);
    other.setName("bn1.num_batches_tracked." + array.getName());
    return other;
  }

  @ParameterizedTest
  @EnumSource(names = {"NPZ", "SAFETENSORS"})
  void aMissingParameterIsNamed(NDList.Encoding encoding) throws IOException {
    Path file = write("lacking", encoding, a -> a.getName().equals("layer2.0.bn2.bias") ? null : a);

    assertRefused(file, "holds no parameter 'layer2.0.bn2.bias'");
  }

  @ParameterizedTest
  @EnumSource(names = {"NPZ", "SAFETENSORS"})
  void aParameterOfAnotherShapeIsNamed(NDList.Encoding encoding) throws IOException {
    Path file =
        write(
            "misshapen",
            encoding,
            a -> a.getName().equals("layer1.0.conv1.weight") ? named(a.get("0:3"), a) : a);

    assertRefused(
        file,
        "'layer1.0.conv1.weight' has shape (3, 4, 3, 3), the architecture needs (4, 4, 3, 3)");
  }

  @ParameterizedTest
  @EnumSource(names = {"NPZ", "SAFETENSORS"})
  void numbersOfAnotherTypeAreRefused(NDList.Encoding encoding) throws IOException {
    Path file = write("doubles", encoding, a -> named(a.toType(DataType.FLOAT64, true), a));

    assertRefused(file, "'conv1.weight' is", "not FLOAT32");
  }

  @Test
  void whatNumpyWritesIsRead() throws IOException {
    Path file = directory.resolve("numpy.npz");
    Map<String, byte[]> entries = new LinkedHashMap<>();
    values(published)
        .forEach(
            (name, values) -> entries.put(name + ".npy", WeightsFiles.npy(shape(name), values)));
    WeightsFiles.zip(file, entries);
    Network network = task();

    Weights.readPublished(network, file);

    assertArrayEquals(values(published).get("bn1.bias"), values(network).get("bn1.bias"));
  }

  @Test
  void numbersInFortranOrderAreRefused() throws IOException {
    Path file = directory.resolve("fortran.npz");
    String array =
        new String(WeightsFiles.npy("4, 3, 7, 7", new float[588]), StandardCharsets.ISO_8859_1);
    byte[] text = array.replace("False, ", "True,  ").getBytes(StandardCharsets.ISO_8859_1);
    WeightsFiles.zip(file, Map.of("conv1.weight.npy", text));

    assertRefused(file, "'conv1.weight' is <f4 in Fortran order");
  }

  @Test
  void anArrayThatIsShorterOrLongerThanItSaysIsRefused() throws IOException {
    for (int length : new int[] {0, 587, 589}) {
      Path file = directory.resolve("length-" + length + ".npz");
      WeightsFiles.zip(
          file, Map.of("conv1.weight.npy", WeightsFiles.npy("4, 3, 7, 7", new float[length])));

      assertRefused(file, "a damaged npz file");
    }
  }

  @Test
  void numbersThatAreNotFiniteAreRefused() throws IOException {
    float[] values = new float[588];
    values[7] = Float.NaN;
    Path file = directory.resolve("nan.npz");
    WeightsFiles.zip(file, Map.of("conv1.weight.npy", WeightsFiles.npy("4, 3, 7, 7", values)));

    assertRefused(file, "'conv1.weight' holds NaN");
  }

  /** A header may say what it likes: memory is taken for what the network needs, and no more. */
  @Test
  void aHeaderThatPromisesMoreThanThereIsCostsNothing() throws IOException {
    Path npz = directory.resolve("huge.npz");
    WeightsFiles.zip(
        npz, Map.of("conv1.weight.npy", WeightsFiles.npy("99999999999, 3, 7, 7", new float[4])));
    assertRefused(npz, "has shape (99999999999, 3, 7, 7)");

    Path tensors = directory.resolve("huge.safetensors");
    String array = "{'dtype':'F32','shape':[4,3,7,7],'data_offsets':[0,9223372036854775807]}";
    WeightsFiles.safetensors(tensors, "{'conv1.weight':" + array + "}");
    assertRefused(tensors, "a damaged safetensors file");
    WeightsFiles.safetensors(
        tensors, "{'conv1.weight':" + array.replace("9223372036854775807", "2352") + "}");
    assertRefused(tensors, "a damaged safetensors file");
    WeightsFiles.safetensors(tensors, "{'conv1.weight':{'dtype':'F32','shape':[4,3,-7,7]}}");
    assertRefused(tensors, "a damaged safetensors file");
    WeightsFiles.safetensors(tensors, "[".repeat(3000));
    assertRefused(tensors, "a damaged safetensors file");
  }

  @Test
  void whatIsNeitherFormatIsRefused() throws IOException {
    Path file = directory.resolve("weights.pth");
    Files.write(file, new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10, 108, (byte) 0xfc, 0, 0, 0, 0});
    assertRefused(file, "neither a safetensors nor an npz file");

    Path zip = directory.resolve("new.pth");
    WeightsFiles.zip(zip, Map.of("archive/data.pkl", new byte[20]));
    assertRefused(zip, "holds no parameter 'conv1.weight'", "as safetensors or npz");

    assertRefused(directory.resolve("absent.npz"), "no such file");
  }

  /** Truncations and flipped bytes: refused or read, never a crash. */
  @ParameterizedTest
  @EnumSource(names = {"NPZ", "SAFETENSORS"})
  void aDamagedFileIsRefusedInOneLineOrRead(NDList.Encoding encoding) throws IOException {
    byte[] bytes = Files.readAllBytes(write("good", encoding, array -> array));
    Random random = new Random(2);
    Path file = directory.resolve("damaged");
    Network network = task();
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] damaged = i % 3 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
      damaged = damaged.clone();
      for (int flips = 0; i % 3 != 0 && flips < 4; flips++) {
        int end = i % 3 == 1 ? Math.min(bytes.length, 600) : bytes.length;
        damaged[random.nextInt(end)] ^= (byte) (1 + random.nextInt(255));
      }
      Files.write(file, damaged);
      try {
        Weights.readPublished(network, file);
      } catch (RefusedException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused >= 100, "every truncated file is refused: " + refused);
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "LAZARET_DATA", matches = ".+")
  void imageNetsMobileNetV2IsRead() {
    Path file = Path.of(System.getenv("LAZARET_DATA"), "weights", "mobilenet_v2_imagenet.npz");
    Ends ends = new Ends(new Geometry(1, 64, 64), Normalisation.IMAGENET, 2, 128);
    Network network = Network.trainable(new MobileNetV2(ends, 1), 0.2);
    network.initialize(manager);

    Weights.readPublished(network, file);

    float[] variances = values(network).get("features.18.1.running_var");
    assertEquals(1280, variances.length);
    for (float variance : variances) {
      assertTrue(variance > 0 && variance != 1, "a trained network's variance: " + variance);
    }
  }

  private Network task() {
    Network network = Network.trainable(TASK, 0.2);
    network.initialize(manager);
    return network;
  }

  private void assertRefused(Path file, String... saying) {
    Network network = task();
    String message =
        assertThrows(RefusedException.class, () -> Weights.readPublished(network, file))
            .getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    assertFalse(message.contains("\n"), message);
    for (String words : saying) {
      assertTrue(message.contains(words), message);
    }
  }

  private static Map<String, float[]> values(Network network) {
    Map<String, float[]> values = new LinkedHashMap<>();
    network
        .parametersByName()
        .forEach((name, parameter) -> values.put(name, parameter.getArray().toFloatArray()));
    return values;
  }

  private String shape(String name) {
    long[] shape = published.parametersByName().get(name).getArray().getShape().getShape();
    String numbers = Arrays.toString(shape).replaceAll("[\\[\\]]", "");
    return shape.length == 1 ? numbers + "," : numbers;
  }

  private static NDArray named(NDArray array, NDArray like) {
    array.setName(like.getName());
    return array;
  }

  /** Writes the published network through DJL; a change that gives null leaves an array out. */
  private Path write(String name, NDList.Encoding encoding, UnaryOperator<NDArray> change)
      throws IOException {
    NDList list = new NDList();
    published
        .parametersByName()
        .forEach(
            (parameter, value) -> {
              NDArray copy = value.getArray().duplicate();
              copy.setName(parameter);
              NDArray changed = change.apply(copy);
              if (changed != null) {
                list.add(changed);
              }
            });
    Path file = directory.resolve(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      list.encode(out, encoding);
    }
    return file;
  }
}
