package io.lazaret.app.testing;

import io.lazaret.core.wire.DataReference;
import io.lazaret.core.wire.ImageHeaders;
import io.lazaret.core.wire.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends images and remembers where each went. */
public final class Feed implements AutoCloseable {
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<SourcePosition, byte[]> sent = new LinkedHashMap<>();
  private final List<byte[]> values = new ArrayList<>();
  private final List<Future<RecordMetadata>> acknowledgements = new ArrayList<>();

  public Feed(String bootstrapServers, String topic) {
    this.topic = topic;
    producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "linger.ms", 5,
                "max.request.size", 10_000_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * @param value null for a tombstone
   */
  public void send(String modality, byte[] value) {
    send(modality, value, Map.of());
  }

  /** An image that does not travel in its record. */
  public void sendReference(String modality, DataReference reference) {
    send(
        modality,
        null,
        Map.of(
            ImageHeaders.DATA_REF, reference.uri().toString(),
            ImageHeaders.DATA_SHA256, reference.sha256(),
            ImageHeaders.DATA_SIZE, Long.toString(reference.size())));
  }

  private void send(String modality, byte[] value, Map<String, String> headers) {
    byte[] key = ("image-" + values.size()).getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, value);
    record.headers().add("ce_modality", modality.getBytes(StandardCharsets.UTF_8));
    headers.forEach(
        (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    values.add(value);
    acknowledgements.add(producer.send(record));
  }

  /** What stands at each position, null for a tombstone. */
  public Map<SourcePosition, byte[]> sent() throws ExecutionException, InterruptedException {
    for (int i = sent.size(); i < values.size(); i++) {
      RecordMetadata metadata = acknowledgements.get(i).get();
      sent.put(new SourcePosition(topic, metadata.partition(), metadata.offset()), values.get(i));
    }
    return sent;
  }

  /** The same bytes, or both absent. */
  static boolean same(byte[] left, byte[] right) {
    return Arrays.equals(left, right);
  }

  @Override
  public void close() {
    producer.close();
  }
}
