package io.lazaret.demo.torture;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Waiting for a cluster. */
final class Brokers {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int ASK_MILLIS = 2_000;

  private Brokers() {}

  /**
   * Waits until so many nodes answer.
   *
   * @param alive whether there is any use in waiting
   * @return whether they do
   */
  static boolean answer(String bootstrap, int nodes, BooleanSupplier alive)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answer(bootstrap, nodes)) {
      if (!alive.getAsBoolean() || System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(200);
    }
    return true;
  }

  private static boolean answer(String bootstrap, int nodes) throws InterruptedException {
    Map<String, Object> settings =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            ASK_MILLIS,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            ASK_MILLIS);
    try (Admin admin = Admin.create(settings)) {
      return admin.describeCluster().nodes().get(ASK_MILLIS, TimeUnit.MILLISECONDS).size() == nodes;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
