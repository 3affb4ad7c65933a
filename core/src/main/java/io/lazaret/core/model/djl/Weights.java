package io.lazaret.core.model.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import io.lazaret.core.RefusedException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;

/** A network's parameters in a file, by torchvision's names. */
public final class Weights {
  private static final String WHOLE_BUNDLE = "copy the whole bundle again";

  private static final String PUBLISHED =
      "give the weights of that architecture under torchvision's names, as safetensors or npz";

  private Weights() {}

  /** Writes every parameter of a network as safetensors. */
  public static void write(Network network, Path file) {
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
  public static void read(Network network, Path file) {
    read(network, file, name -> true, WHOLE_BUNDLE);
  }

  /**
   * Sets every parameter of an initialised trainable network but those of its task: its head and
   * the layer that gives the logits stay as they are. What else the file holds is not looked at.
   *
   * @param file safetensors or npz with torchvision's names
   * @throws RefusedException when the file lacks a parameter or has one of another shape
   */
  public static void readPublished(Network network, Path file) {
    read(network, file, name -> !network.isOfTask(name), PUBLISHED);
  }

  private static void read(Network network, Path file, Predicate<String> wanted, String cure) {
    try (TensorFile stored = TensorFile.open(file);
        NDManager manager = NDManager.newBaseManager(device(network))) {
      for (Map.Entry<String, Parameter> entry : network.parametersByName().entrySet()) {
        if (wanted.test(entry.getKey())) {
          set(entry.getValue(), entry.getKey(), stored, manager);
        }
      }
    } catch (NoSuchFileException e) {
      throw new RefusedException(file + ": no such file; " + cure, e);
    } catch (IOException e) {
      throw new RefusedException(file + ": " + oneLine(e) + "; " + cure, e);
    }
  }

  private static Device device(Network network) {
    return network.parametersByName().values().iterator().next().getArray().getDevice();
  }

  private static String oneLine(IOException e) {
    return String.join(" ", String.valueOf(e.getMessage()).lines().toList());
  }

  private static void set(Parameter parameter, String name, TensorFile stored, NDManager manager)
      throws IOException {
    Shape needed = parameter.getArray().getShape();
    TensorFile.Description found =
        stored.find(name).orElseThrow(() -> new IOException("holds no parameter '" + name + "'"));
    if (!found.shape().equals(needed)) {
      throw new IOException(
          "parameter '"
              + name
              + "' has shape "
              + found.shape()
              + ", the architecture needs "
              + needed);
    }
    if (!found.readable()) {
      throw new IOException("parameter '" + name + "' is " + found.type() + ", not FLOAT32");
    }
    float[] values = stored.read(name, (int) needed.size());
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IOException("parameter '" + name + "' holds " + value);
      }
    }
    try (NDArray array = manager.create(values, needed)) {
      assign(parameter, array);
    }
  }

  /**
   * Gives an initialised parameter other values. (DJL's own {@code set} and {@code copyTo} make
   * libtorch warn on stderr of what is deprecated inside of DJL.)
   *
   * @param values of the parameter's shape
   */
  public static void assign(Parameter parameter, NDArray values) {
    NDArray array = parameter.getArray();
    try (NDArray copy = array.duplicate()) {
      array.subi(copy).addi(values);
    }
  }
}
