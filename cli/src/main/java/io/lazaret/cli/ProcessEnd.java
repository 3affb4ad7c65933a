package io.lazaret.cli;

import com.sun.jna.NativeLibrary;

/**
 * Ends this process at once, whatever its threads do.
 *
 * <p>{@link Runtime#halt} leaves out Java's shutdown hooks, but not the destructors of native
 * libraries: libtorch's, run while another thread goes back through a network, may end the process
 * by a segmentation fault, and a supervisor would see status 134 in place of the one that says what
 * to do.
 */
public final class ProcessEnd {
  private ProcessEnd() {}

  /**
   * Ends the process; does not return.
   *
   * @param status 0 to 255
   */
  public static void now(int status) {
    try {
      NativeLibrary.getProcess().getFunction("_exit").invokeVoid(new Object[] {status});
    } catch (RuntimeException | Error e) {
      // No JNA for this machine, or no memory for its call: what Java itself can do is below.
    } finally {
      Runtime.getRuntime().halt(status);
    }
  }
}
