package io.lazaret.bench;

import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.CorpusDescription;
import io.lazaret.core.corpus.CorpusEntry;
import io.lazaret.core.corpus.CorpusWriter;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.ImageFiles;
import io.lazaret.lab.phantom.PhantomKinds;
import io.lazaret.lab.phantom.Phantoms;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A few grey phantoms of one size, however large: tiled where none is so large. */
final class SizedCorpus {
  private static final int IMAGES = 6;
  private static final int LARGEST_PHANTOM = 1024;
  private static final int SEED = 23;

  private SizedCorpus() {}

  /**
   * Writes them for a bundle's modality.
   *
   * @param size pixels a side; a multiple of 1024 where it exceeds that
   */
  static Corpus write(Path bundle, int size, Path directory) {
    int painted = Math.min(size, LARGEST_PHANTOM);
    Phantoms phantoms = new Phantoms(PhantomKinds.XRAY_NODULE, 2, painted, SEED);
    String modality = Bundle.read(bundle).manifest().modality();
    CorpusDescription description =
        new CorpusDescription("sized", modality, "image/png", size, size, 1, Map.of());
    try (CorpusWriter writer = new CorpusWriter(directory, description)) {
      for (int i = 0; i < IMAGES; i++) {
        byte[] png = ImageFiles.png(tiled(phantoms.pixels(i), size));
        writer.add(
            CorpusEntry.clean(
                "images/" + i + ".png", "sized-" + i, png, 0, Optional.empty(), "group-" + i),
            png);
      }
      return writer.complete();
    }
  }

  private static Levels tiled(Pixels pixels, int size) {
    byte[] levels = new byte[size * size];
    for (int y = 0, i = 0; y < size; y++) {
      for (int x = 0; x < size; x++, i++) {
        levels[i] = (byte) pixels.sample(x % pixels.width(), y % pixels.height(), 0);
      }
    }
    return new Levels(new Geometry(1, size, size), levels);
  }

  /** Bytes of a file on average. */
  static long bytes(Corpus corpus) {
    return Math.round(
        corpus.entries().stream()
            .mapToInt(entry -> corpus.bytes(entry).length)
            .average()
            .orElse(0));
  }
}
