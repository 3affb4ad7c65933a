package io.lazaret.bench;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.image.Pixels;
import io.lazaret.lab.phantom.PhantomKinds;
import io.lazaret.lab.phantom.Phantoms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the measurements run on: a bundle, and phantoms made for it. */
final class BenchInput {
  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description = "the bundle (default: the one that ships with the project)")
  private @Nullable Path bundle;

  @Option(names = "--report", paramLabel = "FILE", description = "write the result as JSON")
  private @Nullable Path report;

  Path bundle() {
    return bundle != null
        ? bundle
        : Path.of(System.getProperty("lazaret.home", ".")).resolve("bundles/xray-phantom");
  }

  /** Phantoms at the size that the demo uses. */
  static List<Pixels> phantoms(int count) {
    Phantoms phantoms = new Phantoms(PhantomKinds.XRAY_NODULE, 2, 64, 99);
    return IntStream.range(0, count).mapToObj(phantoms::pixels).toList();
  }

  /** Prints a result, and writes it where a file was named. */
  void write(byte[] json) {
    System.out.write(json, 0, json.length);
    System.out.flush();
    if (report != null) {
      try {
        Files.write(report, json);
      } catch (IOException e) {
        throw new RefusedException(report + ": cannot be written: " + IoReason.of(e), e);
      }
    }
  }
}
