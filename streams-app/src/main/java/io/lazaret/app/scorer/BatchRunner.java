package io.lazaret.app.scorer;

import io.lazaret.app.metrics.AppMetrics;
import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.detect.Verdict.Undecidable;
import io.lazaret.core.detect.Verdict.Undecidable.Cause;
import io.lazaret.core.model.DeviceFailure;
import io.lazaret.core.model.Prepared;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one batch of one assessor and knows whom to blame when it fails. Each image of a failed
 * batch is run alone. Images that fail alone are undecidable if the assessor then passes its
 * self-test; if it does not, the machine is broken and nothing is said of them. An {@link Error}
 * and a {@link DeviceFailure} are the machine's, never an image's, and nothing is tried again.
 */
final class BatchRunner {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

  private final Watchdog watchdog;
  private final AppMetrics metrics;

  BatchRunner(Watchdog watchdog, AppMetrics metrics) {
    this.watchdog = watchdog;
    this.metrics = metrics;
  }

  /**
   * Completes every job, with a verdict or with what went wrong.
   *
   * @param jobs at least one, all of this assessor
   * @throws DeviceFailure when the device says that it is at fault; jobs are left then
   */
  void run(Assessor assessor, List<Job> jobs) {
    List<Job> ready = jobs.stream().filter(job -> job.prepared().isPresent()).toList();
    List<Job> failed = new ArrayList<>(jobs);
    failed.removeAll(ready);
    if (!ready.isEmpty() && !succeeds(assessor, ready)) {
      failed.addAll(alone(assessor, ready));
    }
    if (!failed.isEmpty()) {
      blame(assessor, failed);
    }
  }

  private boolean succeeds(Assessor assessor, List<Job> jobs) {
    try {
      assess(assessor, jobs);
      return true;
    } catch (DeviceFailure e) {
      throw e;
    } catch (RuntimeException e) {
      metrics.batchFailed(assessor.modality());
      LOG.warn(
          "the network failed on a batch of {} at {}; each is run alone",
          jobs.size(),
          jobs.get(0).position(),
          e);
      return false;
    }
  }

  /** Those that fail once more. A batch of one has been alone already. */
  private List<Job> alone(Assessor assessor, List<Job> jobs) {
    if (jobs.size() == 1) {
      return jobs;
    }
    List<Job> failed = new ArrayList<>();
    for (Job job : jobs) {
      try {
        assess(assessor, List.of(job));
      } catch (DeviceFailure e) {
        throw e;
      } catch (RuntimeException e) {
        LOG.warn("the network failed on the image at {} alone: {}", job.position(), e.toString());
        failed.add(job);
      }
    }
    return failed;
  }

  private void blame(Assessor assessor, List<Job> failed) {
    try {
      watchdog.guard(assessor::selfTest);
    } catch (RuntimeException e) {
      DeviceException broken =
          new DeviceException(
              "the bundle of '"
                  + assessor.modality()
                  + "' fails its self-test on "
                  + assessor.device(),
              e);
      failed.forEach(job -> job.result().completeExceptionally(broken));
      return;
    }
    Verdict verdict =
        new Undecidable(
            Cause.MODEL_FAILURE, "the network fails on this image and passes its self-test");
    failed.forEach(job -> job.complete(verdict, Duration.ZERO));
  }

  private void assess(Assessor assessor, List<Job> jobs) {
    List<Prepared> batch = jobs.stream().map(job -> job.prepared().orElseThrow()).toList();
    long started = System.nanoTime();
    List<Verdict> verdicts = watchdog.guard(() -> judge(assessor, batch));
    if (verdicts.size() != jobs.size()) {
      throw new IllegalStateException(verdicts.size() + " verdicts for " + jobs.size() + " images");
    }
    Duration time = since(started);
    for (int i = 0; i < jobs.size(); i++) {
      jobs.get(i).complete(finite(verdicts.get(i)), time);
    }
  }

  private List<Verdict> judge(Assessor assessor, List<Prepared> batch) {
    long started = System.nanoTime();
    List<Supplier<Verdict>> run;
    try {
      run = assessor.run(batch);
    } finally {
      metrics.batchRun(assessor.modality(), batch.size(), since(started));
    }
    long detecting = System.nanoTime();
    List<Verdict> verdicts = run.stream().map(Supplier::get).toList();
    metrics.detectorsRun(assessor.modality(), since(detecting));
    return verdicts;
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** A verdict rests on numbers; without them nothing is clear, whatever the assessor says. */
  private static Verdict finite(Verdict verdict) {
    return verdict.fold(
        clear -> isFinite(clear.assessment()) ? clear : nonFinite(),
        suspect -> isFinite(suspect.assessment()) ? suspect : nonFinite(),
        undecidable -> undecidable,
        unreadable -> unreadable);
  }

  private static boolean isFinite(Assessment assessment) {
    return assessment.pValue() > 0
        && assessment.pValue() <= 1
        && assessment.scores().values().stream().allMatch(Double::isFinite);
  }

  private static Verdict nonFinite() {
    return new Undecidable(Cause.NON_FINITE_SCORE, "a score or p-value is not a finite number");
  }
}
