package io.lazaret.lab.data;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The running SHA-256 of what a data set is made from. */
final class DataHash {
  private final MessageDigest digest;

  DataHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void add(String text) {
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  void add(Path file) {
    try {
      digest.update(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new RefusedException(
          file + ": cannot be read: " + IoReason.of(e) + "; mend the file or leave it out", e);
    }
  }

  String digest() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
