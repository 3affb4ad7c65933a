package io.lazaret.core.model.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.lazaret.core.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesTest {
  @Test
  void theProcessorIsAlwaysThere() {
    assertEquals(Device.cpu(), Devices.named("cpu"));
  }

  @Test
  void autoTakesTheFirstGpuWhereThereIsOne() {
    boolean gpu = Engine.getInstance().getGpuCount() > 0;

    assertEquals(gpu ? Device.gpu(0) : Device.cpu(), Devices.named("auto"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GPU", "cuda", "gpu:", "gpu:-1", "gpu:1x", "gpu:1234", "cpu:0"})
  void anUnknownNameIsRefusedWithTheKnownOnes(String name) {
    var refusal = assertThrows(RefusedException.class, () -> Devices.named(name));

    assertTrue(refusal.getMessage().contains("must be auto, cpu, gpu or gpu:N"));
  }

  /** A GPU that is not there must never turn into a processor silently. */
  @Test
  void aGpuThatIsNotThereIsRefused() {
    int gpus = Engine.getInstance().getGpuCount();

    var refusal = assertThrows(RefusedException.class, () -> Devices.named("gpu:" + gpus));

    assertTrue(refusal.getMessage().contains("PyTorch sees " + gpus + " GPUs"));
    if (gpus == 0) {
      assertThrows(RefusedException.class, () -> Devices.named("gpu"));
    }
  }
}
