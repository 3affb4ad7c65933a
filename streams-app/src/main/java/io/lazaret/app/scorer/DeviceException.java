package io.lazaret.app.scorer;

/**
 * The machine cannot judge: the network fails on images that it is known to judge, or does not
 * answer. Nothing is said of the image at hand; it is judged again after a restart.
 */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeviceException(String message) {
    super(message);
  }

  DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
