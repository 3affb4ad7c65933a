package io.lazaret.sim;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a command puts its report for other programs. */
final class ReportFile {
  private ReportFile() {}

  static void write(Path file, byte[] report) {
    try {
      Files.write(file, report);
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be written: " + IoReason.of(e), e);
    }
  }
}
