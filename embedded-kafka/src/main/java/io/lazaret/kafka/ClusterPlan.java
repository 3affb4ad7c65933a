package io.lazaret.kafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The cluster to start.
 *
 * @param directory where the data lies; a cluster started again on the same directory with the same
 *     number of nodes finds its topics
 * @param nodes 1 to 9, each both broker and controller
 * @param firstPort the port of the first node, the following nodes taking the ports after it; free
 *     ports are chosen when empty
 * @param overrides broker settings that replace the ones chosen here
 */
public record ClusterPlan(
    Path directory, int nodes, OptionalInt firstPort, Map<String, String> overrides) {
  private static final int MAX_NODES = 9;

  public ClusterPlan {
    if (nodes < 1 || nodes > MAX_NODES) {
      throw new IllegalArgumentException("nodes must be 1 to " + MAX_NODES + ", not " + nodes);
    }
    overrides = Map.copyOf(overrides);
  }

  /** One node on a free port. */
  public static ClusterPlan in(Path directory) {
    return new ClusterPlan(directory, 1, OptionalInt.empty(), Map.of());
  }

  public ClusterPlan withNodes(int count) {
    return new ClusterPlan(directory, count, firstPort, overrides);
  }

  public ClusterPlan withFirstPort(int port) {
    return new ClusterPlan(directory, nodes, OptionalInt.of(port), overrides);
  }

  public ClusterPlan withOverrides(Map<String, String> settings) {
    return new ClusterPlan(directory, nodes, firstPort, settings);
  }
}
