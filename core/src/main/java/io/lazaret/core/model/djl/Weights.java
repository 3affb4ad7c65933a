package io.lazaret.core.model.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import io.lazaret.core.RefusedException;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A network's parameters in a safetensors file, by torchvision's names. */
public final class Weights {
  /** A safetensors file begins with the length of its header, 8 bytes, little-endian. */
  private static final int HEADER_LENGTH = 8;

  private static final String CURE = "copy the whole bundle again";

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
    Map<String, NDArray> stored = new HashMap<>();
    try (NDManager manager = NDManager.newBaseManager()) {
      decode(manager, file).forEach(array -> stored.put(array.getName(), array));
      network.parametersByName().forEach((name, parameter) -> set(parameter, name, stored, file));
    }
  }

  /** DJL's decoder trusts the file: it allocates what the header says, and fails in many ways. */
  private static NDList decode(NDManager manager, Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      long header =
          bytes.length < HEADER_LENGTH
              ? -1
              : ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (header < 2 || header > bytes.length - HEADER_LENGTH) {
        throw new RefusedException(file + ": not a safetensors file; " + CURE);
      }
      return NDList.decode(manager, new ByteArrayInputStream(bytes));
    } catch (RefusedException e) {
      throw e;
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read; " + CURE, e);
    } catch (RuntimeException e) {
      throw new RefusedException(file + ": a damaged safetensors file; " + CURE, e);
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
    if (array.getDataType() != DataType.FLOAT32) {
      throw new RefusedException(
          file + ": parameter '" + name + "' is " + array.getDataType() + ", not FLOAT32");
    }
    assign(parameter, array);
  }

  /**
   * Gives an initialised parameter that needs no gradient other values. (DJL's own {@code set} and
   * {@code copyTo} make libtorch warn on stderr of what is deprecated inside of DJL.)
   *
   * @param values of the parameter's shape
   */
  public static void assign(Parameter parameter, NDArray values) {
    NDArray array = parameter.getArray();
    array.subi(array.duplicate()).addi(values);
  }
}
