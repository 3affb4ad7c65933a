package io.lazaret.sim;

import io.lazaret.cli.CommandLines;
import io.lazaret.cli.HttpAddress;
import io.lazaret.cli.OperationsEndpoint;
import io.lazaret.cli.StopSignal;
import io.lazaret.core.RefusedException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code audit --follow} as a process: follower, endpoint, and an end in order. */
final class FollowService {
  private static final Logger LOG = LoggerFactory.getLogger(FollowService.class);

  /** Longer than any question to Kafka may take. */
  private static final Duration STOP = Duration.ofSeconds(20);

  private FollowService() {}

  /** Follows until the process is told to stop; then writes the totals. */
  static void run(
      Follower follower,
      Topics topics,
      HttpAddress address,
      Optional<Path> reportFile,
      PrintWriter out) {
    try (OperationsEndpoint endpoint = listen(follower, topics, address)) {
      LOG.info("health and metrics at http://{}:{}", address.host(), endpoint.port());
      try (StopSignal signal = StopSignal.listen(() -> stop(follower, reportFile, out))) {
        follower.run();
      }
    }
  }

  /** Health and metrics of a follower. */
  static OperationsEndpoint listen(Follower follower, Topics topics, HttpAddress address) {
    var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    FollowMetrics.bind(registry, topics, follower::state);
    return OperationsEndpoint.start(
        address, Optional::empty, follower::notReady, () -> registry.scrape());
  }

  private static int stop(Follower follower, Optional<Path> reportFile, PrintWriter out) {
    if (!follower.stop(STOP)) {
      LOG.warn("did not end within {} s", STOP.toSeconds());
    }
    FollowState totals = follower.state();
    out.print(totals.toText());
    out.flush();
    try {
      reportFile.ifPresent(file -> ReportFile.write(file, totals.toJson()));
      return 0;
    } catch (RefusedException e) {
      LOG.error("{}", e.getMessage());
      return CommandLines.REFUSED;
    }
  }
}
