package io.lazaret.sim;

import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.CorpusDescription;
import io.lazaret.core.corpus.CorpusEntry;
import io.lazaret.core.corpus.CorpusWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A corpus of random bytes: nothing here reads images. */
final class SmallCorpus {
  private SmallCorpus() {}

  /** Clean images {@code c0, c1, ...} and attacked ones {@code a0, a1, ...}. */
  static Corpus write(Path directory, int clean, int attacked, int bytes) {
    var description =
        new CorpusDescription("small", "derma", "image/png", 28, 28, 1, Map.of("seed", "7"));
    var random = new Random(7);
    try (var writer = new CorpusWriter(directory, description)) {
      for (int i = 0; i < clean; i++) {
        byte[] encoded = bytes(random, bytes);
        writer.add(clean(i, encoded), encoded);
      }
      for (int i = 0; i < attacked; i++) {
        byte[] encoded = bytes(random, bytes);
        writer.add(
            clean(i, encoded)
                .attacked("images/a" + i + ".png", "a" + i, encoded, "pgd", 0.03125, i % 2 == 0),
            encoded);
      }
      return writer.complete();
    }
  }

  private static CorpusEntry clean(int i, byte[] encoded) {
    return CorpusEntry.clean(
        "images/c" + i + ".png", "c" + i, encoded, i % 2, Optional.empty(), "patient-" + i);
  }

  private static byte[] bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
