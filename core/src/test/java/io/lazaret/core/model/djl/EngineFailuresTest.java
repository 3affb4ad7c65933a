package io.lazaret.core.model.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import ai.djl.engine.EngineException;
import io.lazaret.core.model.DeviceFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engines' own words, as they give them. */
class EngineFailuresTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 8.00 GiB",
        "CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be",
        "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED",
        "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "[enforce fail at alloc_cpu.cpp:115] err == 0. DefaultCPUAllocator: can't allocate memory:"
            + " you tried to allocate 409600000000 bytes. Error code 12 (Cannot allocate memory)",
        "ai.onnxruntime.OrtException: Error code - ORT_RUNTIME_EXCEPTION - message: Non-zero status"
            + " code returned while running Conv node. Name:'Relu 3_nchwc' Status Message:"
            + " /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:376 Failed to allocate"
            + " memory for requested buffer of size 176619520",
      })
  void theMachineIsToBlame(String said) {
    EngineException failure = new EngineException(said);

    RuntimeException blamed = EngineFailures.blamed(failure);

    assertEquals(
        said.lines().findFirst().orElseThrow(),
        assertInstanceOf(DeviceFailure.class, blamed).getMessage());
    assertSame(failure, blamed.getCause());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The size of tensor a (3) must match the size of tensor b (4)",
        "Traceback of TorchScript (most recent call last):\n    x = x.to(\"cuda:0\")\n"
            + "RuntimeError: shape '[4]' is invalid for input of size 3",
      })
  void theInputIsToBlame(String said) {
    EngineException failure = new EngineException(said);

    assertSame(failure, EngineFailures.blamed(failure));
  }

  @Test
  void aProgramsErrorIsReadOutOfItsTrace() {
    String trace =
        "The following operation failed in the TorchScript interpreter.\n"
            + "Traceback of TorchScript (most recent call last):\n"
            + "RuntimeError: CUDA error: device-side assert triggered\n";

    RuntimeException blamed = EngineFailures.blamed(new EngineException(trace));

    assertEquals("RuntimeError: CUDA error: device-side assert triggered", blamed.getMessage());
  }
}
