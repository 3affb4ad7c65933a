import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.DecodeLimits;
import io.lazaret.core.image.ImageCodecs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What one would write without Kafka Streams: a consumer that judges one image after the other with
 * Lazaret's own assessor, sends it on, and commits after every poll. At least once, where Lazaret
 * judges exactly once.
 *
 * <pre>java -cp CLASSPATH PlainConsumer.java BUNDLE BOOTSTRAP INCOMING PASSED HELD VERDICTS</pre>
 */
public final class PlainConsumer {
  private static final int TAKEN = 32;

  public static void main(String[] arguments) {
    String bootstrap = arguments[1];
    Map<String, Object> reading =
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "group.id",
            arguments[2],
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            false,
            "max.poll.records",
            TAKEN);
    Map<String, Object> writing =
        Map.of("bootstrap.servers", bootstrap, "linger.ms", 5, "acks", "all");
    try (BundleAssessor assessor = BundleAssessor.open(Path.of(arguments[0]), "auto", 0.01);
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
      consumer.subscribe(List.of(arguments[2]));
      System.out.println("{}");
      while (true) {
        ConsumerRecords<byte[], byte[]> taken = consumer.poll(Duration.ofMillis(100));
        for (ConsumerRecord<byte[], byte[]> image : taken) {
          boolean held = !isClear(assessor, image.value());
          String topic = held ? arguments[4] : arguments[3];
          producer.send(
              new ProducerRecord<>(topic, null, image.key(), image.value(), image.headers()));
          String verdict =
              "{\"partition\": %d, \"offset\": %d, \"held\": %b}"
                  .formatted(image.partition(), image.offset(), held);
          byte[] value = verdict.getBytes(StandardCharsets.UTF_8);
          producer.send(new ProducerRecord<>(arguments[5], image.key(), value));
        }
        if (!taken.isEmpty()) {
          producer.flush();
          consumer.commitSync();
        }
      }
    }
  }

  private static boolean isClear(BundleAssessor assessor, byte[] encoded) {
    Verdict verdict =
        ImageCodecs.decode(encoded, Optional.empty(), DecodeLimits.DEFAULT)
            .fold(
                pixels -> assessor.assess(List.of(assessor.prepare(pixels))).get(0),
                Verdict.Unreadable::new);
    return verdict instanceof Verdict.Clear;
  }
}
