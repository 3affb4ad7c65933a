package io.lazaret.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
class EmbeddedKafkaTest {
  @TempDir Path directory;

  @Test
  void transactionsWorkAndTheDataOutlivesTheBroker() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      createTopic(kafka, 1);
      produce(kafka, "kept", true);
      produce(kafka, "aborted", false);
      assertEquals(List.of("kept"), read(kafka, 1));
    }

    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      produce(kafka, "later", true);
      assertEquals(List.of("kept", "later"), read(kafka, 2));
    }
  }

  @Test
  void threeNodesSurviveTheLossOfOne() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(ClusterPlan.in(directory).withNodes(3))) {
      assertEquals(3, kafka.bootstrapServers().split(",").length);
      createTopic(kafka, 3);
      produce(kafka, "before", true);

      kafka.stopNode(1);

      produce(kafka, "after", true);
      assertEquals(List.of("before", "after"), read(kafka, 2));
    }
  }

  @Test
  void aPortInUseIsRefused() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ClusterPlan plan = ClusterPlan.in(directory).withFirstPort(taken.getLocalPort());

      String message =
          assertThrows(RefusedException.class, () -> EmbeddedKafka.start(plan)).getMessage();

      assertTrue(message.startsWith("port " + taken.getLocalPort() + " is in use"), message);
    }
  }

  @Test
  void aDirectoryInUseIsRefused() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      String message =
          assertThrows(RefusedException.class, () -> EmbeddedKafka.start(directory)).getMessage();

      assertTrue(message.contains("another broker uses this directory"), message);
      assertTrue(kafka.bootstrapServers().startsWith("127.0.0.1:"));
    }
  }

  @Test
  void aDirectoryThatIsAFileIsRefused() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    String message =
        assertThrows(RefusedException.class, () -> EmbeddedKafka.start(file)).getMessage();

    assertTrue(message.startsWith(file + ": cannot hold Kafka's data"), message);
  }

  private static void createTopic(EmbeddedKafka kafka, int replicas) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("images", 1, (short) replicas))).all().get();
    }
  }

  private static void produce(EmbeddedKafka kafka, String value, boolean commit) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "test");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("images", value));
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.flush();
        producer.abortTransaction();
      }
    }
  }

  private static List<String> read(EmbeddedKafka kafka, int count) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition("images", 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (values.size() < count && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(found -> values.add(found.value()));
      }
      consumer.poll(Duration.ofMillis(300)).forEach(found -> values.add(found.value()));
    }
    return values;
  }
}
