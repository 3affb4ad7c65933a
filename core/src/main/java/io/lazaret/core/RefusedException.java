package io.lazaret.core;

/**
 * Something that the user gave (a file, a key, a number) cannot be used. The message is one line
 * that says what is wrong, where, and what to do; commands print it alone, without a stack trace,
 * and exit with status 2.
 */
public class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }

  public RefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
