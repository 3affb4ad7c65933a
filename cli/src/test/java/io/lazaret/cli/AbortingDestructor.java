package io.lazaret.cli;

import com.sun.jna.NativeLibrary;

/** A process that dies of SIGABRT when it ends by way of what native libraries do at its end. */
final class AbortingDestructor {
  private AbortingDestructor() {}

  public static void main(String[] arguments) {
    NativeLibrary libraries = NativeLibrary.getProcess();
    libraries.getFunction("on_exit").invokeInt(new Object[] {libraries.getFunction("abort"), null});
    if (arguments[0].equals("end")) {
      ProcessEnd.now(3);
    }
    Runtime.getRuntime().halt(3);
  }
}
