package io.lazaret.core;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/** Why a file could not be read or written. Of many failures Java's message is the path alone. */
public final class IoReason {
  private IoReason() {}

  /** With the file that it was, for a line that names a folder only. */
  public static String withFile(Exception failure) {
    return cause(failure) instanceof FileSystemException known && known.getFile() != null
        ? known.getFile() + ": " + of(failure)
        : of(failure);
  }

  /** A few words without the path, for a line that names it already. */
  public static String of(Exception failure) {
    Throwable reason = cause(failure);
    if (reason instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (reason instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (reason instanceof NotDirectoryException) {
      return "not a directory";
    }
    if (reason instanceof FileAlreadyExistsException) {
      return "something else is there already";
    }
    if (reason instanceof FileSystemException known && known.getReason() != null) {
      return known.getReason();
    }
    String message = reason.getMessage();
    return message == null ? reason.getClass().getSimpleName() : message;
  }

  private static Throwable cause(Exception failure) {
    return failure instanceof UncheckedIOException
        ? Objects.requireNonNull(failure.getCause())
        : failure;
  }
}
