package io.lazaret.lab.study;

import java.io.PrintStream;
import java.util.Locale;

/** Says on a terminal how far a study is, a line to a stage. */
public final class Progress {
  private final PrintStream out;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private String context = "";
  private String stage = "";
  private long stageStart;
  private long lastShown;

  /**
   * @param terminal whether lines may be overwritten
   */
  public Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Says what the following stages are part of; empty for nothing in particular. */
  public void context(String name) {
    context = name;
  }

  /** Begins a stage. */
  public void begin(String name) {
    stage = context + name;
    stageStart = System.nanoTime();
    lastShown = 0;
  }

  /** Tells how far the stage is; shown at most twice a second, and only on a terminal. */
  public void at(int done, int total) {
    long now = System.nanoTime();
    if (terminal && total > 0 && now - lastShown > 500_000_000L) {
      lastShown = now;
      double left = done == 0 ? 0 : (now - stageStart) / 1e9 * (total - done) / done;
      out.printf(
          Locale.ROOT,
          "\r%7.1f s  %-44s %3d %%  %.0f s left   ",
          seconds(),
          stage,
          100L * done / total,
          left);
      out.flush();
    }
  }

  /** Ends a stage with a result. */
  public void end(String result) {
    out.printf(
        Locale.ROOT,
        "%s%7.1f s  %-44s %s%s%n",
        terminal ? "\r" : "",
        seconds(),
        stage,
        result,
        terminal ? "                  " : "");
    out.flush();
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }
}
