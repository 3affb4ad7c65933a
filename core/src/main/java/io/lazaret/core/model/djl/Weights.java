package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import io.lazaret.core.RefusedException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A network's parameters in a safetensors file, by torchvision's names. */
public final class Weights {
  private Weights() {}

  /** Writes every parameter of a network. */
  public static void write(ResNet network, Path file) {
    NDList named = new NDList();
    try (NDManager manager = NDManager.newBaseManager();
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      network
          .parametersByName()
          .forEach(
              (name, parameter) -> {
                NDArray copy = parameter.getArray().duplicate();
                copy.attach(manager);
                copy.setName(name);
                named.add(copy);
              });
      named.encode(out, NDList.Encoding.SAFETENSORS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sets every parameter of an initialised network.
   *
   * @throws RefusedException when the file lacks a parameter or has one of another shape
   */
  public static void read(ResNet network, Path file) {
    try (NDManager manager = NDManager.newBaseManager();
        InputStream in = Files.newInputStream(file)) {
      Map<String, NDArray> stored = new HashMap<>();
      NDList.decode(manager, in).forEach(array -> stored.put(array.getName(), array));
      network.parametersByName().forEach((name, parameter) -> set(parameter, name, stored, file));
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new RefusedException(file + ": not a safetensors file: " + e.getMessage(), e);
    }
  }

  private static void set(
      Parameter parameter, String name, Map<String, NDArray> stored, Path file) {
    NDArray array = stored.get(name);
    if (array == null) {
      throw new RefusedException(file + ": holds no parameter '" + name + "'");
    }
    if (!array.getShape().equals(parameter.getArray().getShape())) {
      throw new RefusedException(
          file
              + ": parameter '"
              + name
              + "' has shape "
              + array.getShape()
              + ", the architecture needs "
              + parameter.getArray().getShape());
    }
    parameter.getArray().set(array.toFloatArray());
  }
}
