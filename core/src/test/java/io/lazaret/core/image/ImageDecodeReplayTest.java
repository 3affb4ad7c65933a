package io.lazaret.core.image;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays the fuzz target's seeds, and whatever fuzzing ever found, in the ordinary tests. */
class ImageDecodeReplayTest {

  @ParameterizedTest
  @MethodSource("inputs")
  void everySeedAndFindingIsDecodedSafely(byte[] input) {
    FuzzSeeds.interpretations(input).forEach(SafeDecoding::check);
  }

  @Test
  void theSeedsHoldSoundAndBrokenFiles() {
    List<Decoded> decoded = FuzzSeeds.all().map(SafeDecoding::check).toList();
    assertFalse(decoded.stream().noneMatch(Pixels.class::isInstance));
    assertFalse(decoded.stream().noneMatch(Malformed.class::isInstance));
  }

  static Stream<byte[]> inputs() throws IOException, URISyntaxException {
    return Stream.concat(FuzzSeeds.all(), findings());
  }

  /** Where jazzer writes what it finds. */
  private static Stream<byte[]> findings() throws IOException, URISyntaxException {
    URL folder = ImageDecodeReplayTest.class.getResource("ImageDecodeFuzzTestInputs");
    if (folder == null) {
      return Stream.empty();
    }
    URI uri = folder.toURI();
    try (Stream<Path> files = Files.walk(Path.of(uri))) {
      List<Path> regular = files.filter(Files::isRegularFile).toList();
      return regular.stream().map(ImageDecodeReplayTest::read);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
