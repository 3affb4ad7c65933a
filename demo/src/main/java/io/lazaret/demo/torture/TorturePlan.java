package io.lazaret.demo.torture;

import io.lazaret.core.RefusedException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How long and how hard.
 *
 * @param bundle the bundle that judges
 * @param app main class of the process that is tried; takes {@code --config FILE}
 * @param length how long something is done to it; the audit comes after that
 * @param seed of the faults, their order and the feed's records
 * @param rate records a second, above 0
 * @param brokers nodes of the cluster, 1 to 9
 * @param groupProtocol {@code classic} or {@code streams}
 * @param patience how long the audit waits for what is missing
 */
public record TorturePlan(
    Path bundle,
    Class<?> app,
    Duration length,
    long seed,
    double rate,
    int brokers,
    String groupProtocol,
    Duration patience) {
  public TorturePlan {
    if (length.isNegative() || length.isZero() || !(rate > 0 && rate <= 100_000)) {
      throw new RefusedException("a torture takes time, and a rate of up to 100,000 a second");
    }
    if (brokers < 1 || brokers > 9) {
      throw new RefusedException("--brokers " + brokers + ": must be 1 to 9");
    }
    if (!groupProtocol.equals("classic") && !groupProtocol.equals("streams")) {
      throw new RefusedException(
          "--group-protocol " + groupProtocol + ": must be classic or streams");
    }
  }
}
