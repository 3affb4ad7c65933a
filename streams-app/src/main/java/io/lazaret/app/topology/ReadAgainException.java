package io.lazaret.app.topology;

/**
 * A stream thread gives up what it has begun, and nothing is wrong for good: a new thread reads the
 * same records again.
 */
public class ReadAgainException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ReadAgainException(String message) {
    super(message);
  }
}
