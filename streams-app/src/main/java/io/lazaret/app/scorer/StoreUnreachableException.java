package io.lazaret.app.scorer;

/**
 * An image lies in a store that does not answer. Nothing is wrong with the image or this process:
 * it will be read again, and waits until the store answers.
 */
public final class StoreUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  StoreUnreachableException(String message) {
    super(message);
  }
}
