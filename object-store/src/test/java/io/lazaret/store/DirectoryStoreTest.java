package io.lazaret.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lazaret.core.RefusedException;
import io.lazaret.store.ObjectException.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends ObjectStoreContract {
  @TempDir private Path directory;
  private Path root;
  private DirectoryStore store;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(directory.toRealPath().resolve("images"));
    store = new DirectoryStore(root);
  }

  @Override
  ObjectStore store() {
    return store;
  }

  @Override
  void goAway() {
    move(root, directory.resolve("away"));
  }

  @Override
  void comeBack() {
    move(directory.resolve("away"), root);
  }

  @Test
  void nothingOutsideIsHeld() {
    for (String path : new String[] {"../secret", "a/../../secret", "%2e%2e/secret", "a%00b"}) {
      assertFalse(store.holds(uri(path)), path);
    }
    assertFalse(store.holds(URI.create("file://" + root + "-more/7.png")));
  }

  @Test
  void aLinkOutOfTheRootLeadsNowhere() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "secret");
    Files.createSymbolicLink(root.resolve("link"), secret);
    Files.createSymbolicLink(root.resolve("links"), directory);

    assertEquals(Problem.MISSING, problem("link"));
    assertEquals(Problem.MISSING, problem("links/secret"));
  }

  @Test
  void aLinkInsideIsFollowed() throws IOException {
    Files.write(root.resolve("7.png"), bytes(7));
    Files.createSymbolicLink(root.resolve("latest"), Path.of("7.png"));

    assertArrayEquals(bytes(7), store.read(uri("latest"), 10));
  }

  /** A pipe that nobody writes to would be read for ever. */
  @Test
  void whatIsNoRegularFileIsMissing() throws IOException, InterruptedException {
    Files.createDirectory(root.resolve("folder"));
    new ProcessBuilder("mkfifo", root.resolve("pipe").toString()).start().waitFor();

    assertEquals(Problem.MISSING, problem("folder"));
    assertEquals(Problem.MISSING, problem("pipe"));
  }

  @Test
  void aRootThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");

    assertThrows(RefusedException.class, () -> new DirectoryStore(file));
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
