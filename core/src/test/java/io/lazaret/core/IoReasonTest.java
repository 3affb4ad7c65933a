package io.lazaret.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IoReasonTest {
  @TempDir private Path folder;

  @Test
  void whatJavaSaysByThePathAloneIsSaidInWords() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertEquals(
        "no such file or directory",
        IoReason.of(
            assertThrows(IOException.class, () -> Files.readString(folder.resolve("absent")))));
    assertEquals(
        "something else is there already",
        IoReason.of(assertThrows(IOException.class, () -> Files.createDirectory(file))));
    assertEquals(
        "not a directory",
        IoReason.of(assertThrows(IOException.class, () -> Files.newDirectoryStream(file))));
    assertEquals("permission denied", IoReason.of(new AccessDeniedException("/etc/shadow")));
  }

  @Test
  void theReasonOfTheSystemComesWithoutThePath() {
    assertEquals(
        "No space left on device",
        IoReason.of(
            new UncheckedIOException(
                new FileSystemException("/data/x", null, "No space left on device"))));
  }

  @Test
  void ofAFolderItSaysWhichFileItWas() {
    assertEquals(
        "/images/7: permission denied",
        IoReason.withFile(new UncheckedIOException(new AccessDeniedException("/images/7"))));
    assertEquals("broken", IoReason.withFile(new IOException("broken")));
  }

  @Test
  void otherFailuresKeepTheirMessageOrTheirName() {
    assertEquals("broken", IoReason.of(new IOException("broken")));
    assertEquals("EOFException", IoReason.of(new EOFException()));
  }
}
