package io.lazaret.lab.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir private Path directory;

  /** Images of a site often lie elsewhere. */
  @Test
  void linksAreFollowed() throws IOException {
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere/a"));
    Files.write(elsewhere.resolve("1.png"), new byte[] {1});
    Path folder = Files.createDirectories(directory.resolve("folder"));
    Files.write(folder.resolve("2.png"), new byte[] {2});
    Files.createSymbolicLink(folder.resolve("more"), elsewhere);
    Path link = Files.createSymbolicLink(directory.resolve("link"), folder);

    Dataset read = ImageFolder.read(link, Optional.empty(), "xray");

    assertEquals(
        List.of("2.png", "more/1.png"), read.specimens().stream().map(Specimen::id).toList());
  }
}
