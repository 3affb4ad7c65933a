package io.lazaret.kafka;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The settings of one node, small enough for a laptop, safe enough for transactions. */
final class NodeSettings {
  static final String CONTROLLER = "CONTROLLER";
  private static final int MAX_REPLICAS = 3;

  private final List<Integer> brokerPorts;
  private final List<Integer> controllerPorts;

  NodeSettings(List<Integer> brokerPorts, List<Integer> controllerPorts) {
    this.brokerPorts = brokerPorts;
    this.controllerPorts = controllerPorts;
  }

  String bootstrapServers() {
    return brokerPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  /**
   * @param id from 1
   */
  Properties of(int id, Path directory, Map<String, String> overrides) {
    Properties settings = new Properties();
    network(settings, id);
    replication(settings);
    settings.put("node.id", Integer.toString(id));
    settings.put("process.roles", "broker,controller");
    settings.put("log.dirs", directory.toString());
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // A dead client's transaction ends at its timeout, not up to 10 s after it.
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
    // By default a node keeps 128 MiB of heap for compaction alone.
    settings.put("log.cleaner.dedupe.buffer.size", "2097152");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.putAll(overrides);
    return settings;
  }

  private void network(Properties settings, int id) {
    String voters =
        IntStream.range(0, controllerPorts.size())
            .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllerPorts.get(i))
            .collect(Collectors.joining(","));
    String broker = "PLAINTEXT://127.0.0.1:" + brokerPorts.get(id - 1);
    String controller = CONTROLLER + "://127.0.0.1:" + controllerPorts.get(id - 1);
    settings.put("controller.quorum.voters", voters);
    settings.put("listeners", broker + "," + controller);
    settings.put("advertised.listeners", broker);
    settings.put(
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("inter.broker.listener.name", "PLAINTEXT");
  }

  private void replication(Properties settings) {
    int factor = Math.min(MAX_REPLICAS, brokerPorts.size());
    String replicas = Integer.toString(factor);
    String inSync = Integer.toString(Math.max(1, factor - 1));
    settings.put("default.replication.factor", replicas);
    settings.put("min.insync.replicas", inSync);
    settings.put("offsets.topic.replication.factor", replicas);
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", replicas);
    settings.put("transaction.state.log.min.isr", inSync);
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", replicas);
    settings.put("share.coordinator.state.topic.min.isr", inSync);
    settings.put("share.coordinator.state.topic.num.partitions", "1");
  }
}
