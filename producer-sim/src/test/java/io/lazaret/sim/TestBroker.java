package io.lazaret.sim;

import io.lazaret.kafka.ClusterPlan;
import io.lazaret.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;

/** A real broker in this JVM, and its topics. */
final class TestBroker implements AutoCloseable {
  private final Path directory;
  private final EmbeddedKafka kafka;
  private final Admin admin;

  private TestBroker(Path directory, EmbeddedKafka kafka) {
    this.directory = directory;
    this.kafka = kafka;
    this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  static TestBroker start(Path directory) {
    return new TestBroker(directory, EmbeddedKafka.start(directory));
  }

  /** Another broker with the data and the address of this one, which was closed. */
  TestBroker again() {
    int port = Integer.parseInt(bootstrap().substring(bootstrap().lastIndexOf(':') + 1));
    return new TestBroker(
        directory, EmbeddedKafka.start(ClusterPlan.in(directory).withFirstPort(port)));
  }

  String bootstrap() {
    return kafka.bootstrapServers();
  }

  void create(int partitions, String... topics) throws ExecutionException, InterruptedException {
    admin
        .createTopics(
            Arrays.stream(topics).map(topic -> new NewTopic(topic, partitions, (short) 1)).toList())
        .all()
        .get();
  }

  /** Adds partitions to a topic, up to a number. */
  void grow(String topic, int partitions) throws ExecutionException, InterruptedException {
    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
  }

  /** Deletes a topic and makes it again, empty, with one partition. */
  void makeAnew(String topic) throws ExecutionException, InterruptedException {
    admin.deleteTopics(List.of(topic)).all().get();
    create(1, topic);
  }

  @Override
  public void close() {
    admin.close();
    kafka.close();
  }
}
