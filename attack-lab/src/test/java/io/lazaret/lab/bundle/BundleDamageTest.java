package io.lazaret.lab.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.bundle.BundleManifest;
import io.lazaret.lab.study.TinyStudy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("lab")
class BundleDamageTest {
  @TempDir Path study;
  @TempDir Path directory;

  /** Broken or malicious bytes: refused in one line, or read; never any other end. */
  @Test
  void randomDamageIsRefusedOrRead() throws IOException {
    TinyStudy.run(study);
    Path bundle = directory.resolve("bundle");
    Random random = new Random(1);
    List<String> names =
        List.of(
            BundleManifest.FILE,
            "detectors/consistency.json",
            "detectors/dfeat.json",
            "calibration.json",
            "golden/golden.json");
    for (int i = 0; i < 400; i++) {
      String name = names.get(i % names.size());
      byte[] good = Files.readAllBytes(study.resolve("bundle").resolve(name));
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        good[random.nextInt(good.length)] =
            (byte) (random.nextInt(4) == 0 ? '0' : random.nextInt());
      }
      BundleFiles.copy(study.resolve("bundle"), bundle);
      Files.write(bundle.resolve(name), good);
      if (!name.equals(BundleManifest.FILE)) {
        BundleFiles.rehash(bundle, name);
      }
      try {
        BundleAssessor.open(bundle, "cpu", 0.05).close();
      } catch (RefusedException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      } catch (RuntimeException e) {
        throw new AssertionError("damage " + i + " of " + name, e);
      }
    }
  }
}
