package io.lazaret.lab.study;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Says on a terminal how far a study is and how long it will take, a line to a stage. */
public final class Progress {
  private final PrintStream out;
  private final boolean terminal;
  private final long start = System.nanoTime();
  private TimeLeft left = new TimeLeft(new Workload(List.of()), SpentTime.NOTHING);
  private double processorSecondsBefore;
  private Consumer<SpentTime> keeping = spent -> {};
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

  /**
   * Says what will have to be done, so that the time left can be said.
   *
   * @param spent by an earlier process on the same study
   * @param keep told after every stage what has been spent by then
   */
  void expect(Workload workload, SpentTime spent, Consumer<SpentTime> keep) {
    left = new TimeLeft(workload, spent);
    processorSecondsBefore = spent.processorSeconds();
    keeping = keep;
  }

  /** Says that a part of the workload begins, and so that those before it are done. */
  public void part(String name) {
    left.part(context + name);
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
      double share = (double) done / total;
      double taken = (now - stageStart) / 1e9;
      out.printf(
          Locale.ROOT,
          "\r%7.1f s  %-44s %3d %%%s%s   ",
          seconds(),
          stage,
          100L * done / total,
          done == 0 ? "" : ", " + duration(taken * (1 - share) / share) + " left",
          studyLeft(left.seconds(share, taken)));
      out.flush();
    }
  }

  /** Ends a stage with a result. */
  public void end(String result) {
    left.worked((System.nanoTime() - stageStart) / 1e9);
    keeping.accept(left.spent().withProcessorSeconds(processorSeconds()));
    out.printf(
        Locale.ROOT,
        "%s%7.1f s  %-44s %s%s%s%n",
        terminal ? "\r" : "",
        seconds(),
        stage,
        result,
        studyLeft(left.seconds(0, 0)),
        terminal ? "                  " : "");
    out.flush();
  }

  /** Says what everything together has taken. */
  void total() {
    out.printf(
        Locale.ROOT,
        "%7.1f s  the whole study took %s of processor time%n",
        seconds(),
        duration(processorSeconds()));
  }

  /** What all threads have computed, in the processes before this one too. */
  private double processorSeconds() {
    return processorSecondsBefore
        + ProcessHandle.current()
            .info()
            .totalCpuDuration()
            .map(each -> each.toMillis() / 1e3)
            .orElse(0.0);
  }

  private static String studyLeft(OptionalDouble seconds) {
    return seconds.isEmpty() ? "" : "; the study: about " + duration(seconds.getAsDouble());
  }

  /** A length of time as people say it: seconds, minutes, or hours and minutes. */
  static String duration(double seconds) {
    long minutes = Math.round(seconds / 60);
    return seconds < 99.5
        ? Math.round(seconds) + " s"
        : minutes < 100 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }
}
