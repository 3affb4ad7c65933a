package io.lazaret.bench;

import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process uses of the machine. */
final class ProcessUse {
  private ProcessUse() {}

  /** Seconds that all of its threads have computed. */
  static double cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  /** What Java objects take, garbage included. */
  static long heapMiB() {
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  /** Heap that the machine has given, used or not; the rest of what is resident is native. */
  static long committedHeapMiB() {
    return Runtime.getRuntime().totalMemory() >> 20;
  }

  static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /** What all of it takes, native memory included. */
  static long residentMiB() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new RefusedException("resident memory is read from /proc, which Linux has", e);
    }
  }
}
