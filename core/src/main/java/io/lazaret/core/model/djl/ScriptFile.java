package io.lazaret.core.model.djl;

import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A file that should hold a TorchScript program. The program is code: it is refused when it names
 * what reads or writes files, but whoever made it must still be trusted (SECURITY.md).
 */
final class ScriptFile {
  /** How to make one. */
  static final String HOW = "see docs/own-network.md";

  /** Operators that reach beyond tensors. */
  private static final List<String> FORBIDDEN =
      List.of("from_file", "torch.save", "torch.load", "aten::save", "aten::load");

  /** Bytes of one source file that are looked at; networks have a few hundred kilobytes. */
  private static final int MOST_SOURCE = 64 << 20;

  private ScriptFile() {}

  /**
   * Looks at a file before the engine does.
   *
   * @throws RefusedException when it is no TorchScript program, or one that reaches for files
   */
  static void check(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new RefusedException(file + ": no such file; " + HOW);
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      boolean hasCode = false;
      for (ZipEntry entry : zip.stream().toList()) {
        if (entry.getName().contains("/code/") && entry.getName().endsWith(".py")) {
          hasCode = true;
          checkSource(file, zip, entry);
        }
      }
      if (!hasCode) {
        throw new RefusedException(
            file
                + ": holds weights but no program; export the network with torch.jit.trace or"
                + " torch.jit.script, "
                + HOW);
      }
    } catch (IOException e) {
      throw new RefusedException(
          file + ": not a TorchScript file (" + e.getMessage() + "); " + HOW, e);
    }
  }

  private static void checkSource(Path file, ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(MOST_SOURCE + 1);
      if (bytes.length > MOST_SOURCE) {
        throw new IOException(entry.getName() + " is larger than " + MOST_SOURCE + " bytes");
      }
      String source = new String(bytes, StandardCharsets.UTF_8);
      for (String name : FORBIDDEN) {
        if (source.contains(name)) {
          throw new RefusedException(
              file
                  + ": its program uses '"
                  + name
                  + "' ("
                  + entry.getName()
                  + "); a network may compute, but not touch files");
        }
      }
    }
  }
}
