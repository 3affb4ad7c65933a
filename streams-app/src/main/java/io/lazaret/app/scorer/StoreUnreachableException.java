package io.lazaret.app.scorer;

import io.lazaret.app.topology.ReadAgainException;

/**
 * An image lies in a store that does not answer. Nothing is wrong with the image or this process:
 * it will be read again, and waits until the store answers.
 */
public final class StoreUnreachableException extends ReadAgainException {
  private static final long serialVersionUID = 1;

  StoreUnreachableException(String message) {
    super(message);
  }
}
