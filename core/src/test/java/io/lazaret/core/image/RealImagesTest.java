package io.lazaret.core.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every real image decodes, where the folder that {@code LAZARET_DATA} names is at hand. */
class RealImagesTest {
  private static final int COMPARED = 10;

  @Test
  void everyRealImageDecodesAndASampleAgreesWithImageIo() throws IOException {
    String data = System.getenv("LAZARET_DATA");
    assumeTrue(data != null, "LAZARET_DATA is not set: no real images to decode");
    List<Path> files = images(Path.of(data, "images"));
    assertFalse(files.isEmpty(), "no images under LAZARET_DATA");
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      byte[] encoded = Files.readAllBytes(file);
      Optional<String> said = Optional.ofNullable(Files.probeContentType(file));
      Decoded decoded = ImageCodecs.decode(encoded, said, DecodeLimits.DEFAULT);
      assertInstanceOf(Pixels.class, decoded, () -> file + ": " + decoded);
      if (i % COMPARED == 0) {
        assertEquals(TestImages.imageIo(encoded), decoded, file::toString);
      }
    }
  }

  private static List<Path> images(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().matches(".*\\.(png|jpe?g)")).sorted().toList();
    }
  }
}
