package io.lazaret.sim;

import io.lazaret.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A real broker in this JVM, and its topics. */
final class TestBroker implements AutoCloseable {
  private final EmbeddedKafka kafka;
  private final Admin admin;

  private TestBroker(EmbeddedKafka kafka) {
    this.kafka = kafka;
    this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  static TestBroker start(Path directory) {
    return new TestBroker(EmbeddedKafka.start(directory));
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

  @Override
  public void close() {
    admin.close();
    kafka.close();
  }
}
