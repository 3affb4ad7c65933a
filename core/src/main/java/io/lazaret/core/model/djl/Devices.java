package io.lazaret.core.model.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.lazaret.core.RefusedException;

/** Chooses the device that networks run on. Nothing falls back silently. */
public final class Devices {
  private Devices() {}

  /**
   * The device of a name.
   *
   * @param name {@code cpu}, {@code gpu}, {@code gpu:N}, or {@code auto}: the first GPU where there
   *     is one
   * @throws RefusedException when there is no such device on this machine
   */
  public static Device named(String name) {
    int gpus = Engine.getInstance().getGpuCount();
    if (name.equals("cpu") || (name.equals("auto") && gpus == 0)) {
      return Device.cpu();
    }
    if (name.equals("auto")) {
      return Device.gpu(0);
    }
    if (!name.matches("gpu(:\\d{1,3})?")) {
      throw new RefusedException("device '" + name + "': must be auto, cpu, gpu or gpu:N");
    }
    int index = name.equals("gpu") ? 0 : Integer.parseInt(name.substring(4));
    if (index >= gpus) {
      throw new RefusedException(
          "device '"
              + name
              + "': PyTorch sees "
              + gpus
              + " GPUs here; use 'cpu' or 'auto', or install the CUDA natives");
    }
    return Device.gpu(index);
  }
}
