package io.lazaret.cli;

/** Whether a person watches. */
public final class Terminals {
  private Terminals() {}

  /**
   * Whether lines on stderr may be overwritten to show progress. The launcher says so where stderr
   * is a terminal: {@code System.console()} asks about other streams, and since JDK 22 is never
   * null.
   */
  public static boolean showsProgress() {
    return Boolean.getBoolean("lazaret.terminal");
  }
}
