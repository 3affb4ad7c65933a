package io.lazaret.core.model;

/**
 * The device, its memory or its libraries failed: whatever was computed says nothing of the images,
 * and the device is not to be trusted any further.
 */
public final class DeviceFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what the device says, in one line
   */
  public DeviceFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
