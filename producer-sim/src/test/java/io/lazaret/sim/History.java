package io.lazaret.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lazaret.core.wire.Fingerprint;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of inputs, routes and verdicts, made by hand; every key is {@code key}. */
final class History {
  static final String CLEAR =
      "\"outcome\":\"clear\",\"pValue\":0.5,\"askedRate\":0.01,\"bundle\":\"b\"";
  static final String SUSPECT =
      "\"outcome\":\"suspect\",\"pValue\":0.001,\"askedRate\":0.01,\"bundle\":\"b\"";
  static final String MALFORMED =
      "\"outcome\":\"malformed\",\"reason\":\"empty\",\"detail\":\"no bytes\"";

  private History() {}

  static ConsumerRecord<byte[], byte[]> input(int partition, long offset, String value) {
    return record("images.incoming", partition, offset, value);
  }

  static ConsumerRecord<byte[], byte[]> verdict(int partition, long offset, String outcome) {
    String json =
        "{\"schemaVersion\":1,\"imageId\":\"7\",\"feed\":\"f\","
            + outcome
            + ",\"scores\":{},\"source\":{\"topic\":\"images.incoming\",\"partition\":"
            + partition
            + ",\"offset\":"
            + offset
            + "},\"timings\":{\"queueMicros\":0,\"decodeMicros\":0,\"modelMicros\":0}}";
    return record("verdicts", 0, 7, json);
  }

  static ConsumerRecord<byte[], byte[]> route(
      String topic, int partition, long offset, String outcome, String value) {
    ConsumerRecord<byte[], byte[]> record = record(topic, 0, 7, value);
    record.headers().add("lazaret-outcome", outcome.getBytes(UTF_8));
    record.headers().add("lazaret-source-topic", "images.incoming".getBytes(UTF_8));
    record.headers().add("lazaret-source-partition", Integer.toString(partition).getBytes(UTF_8));
    record.headers().add("lazaret-source-offset", Long.toString(offset).getBytes(UTF_8));
    return record;
  }

  /** What stands for a record that no topic could take. */
  static ConsumerRecord<byte[], byte[]> withheld(int partition, long offset, String value) {
    ConsumerRecord<byte[], byte[]> record =
        route("images.rejected", partition, offset, "malformed", null);
    int sum = Fingerprint.of("key".getBytes(UTF_8), value.getBytes(UTF_8));
    record.headers().add("lazaret-withheld", Integer.toString(sum).getBytes(UTF_8));
    return record;
  }

  static ConsumerRecord<byte[], byte[]> record(
      String topic, int partition, long offset, String value) {
    byte[] bytes = Optional.ofNullable(value).map(text -> text.getBytes(UTF_8)).orElse(null);
    return new ConsumerRecord<>(topic, partition, offset, "key".getBytes(UTF_8), bytes);
  }
}
