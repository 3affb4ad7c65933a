package io.lazaret.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.api.Test;

class StableClientNamesTest {
  private static final String DRAWN = "ward-1-6e1c0a52-0b1f-4e0e-9a51-1f0a7f3b2c4d";

  private static Tags mapped(String meter, Tags tags) {
    Meter.Id id = new Meter.Id(meter, tags, null, null, Meter.Type.GAUGE);
    return Tags.of(new StableClientNames("ward-1").map(id).getTags());
  }

  @Test
  void whatIsDrawnAtStartLeavesTheNamesOfKafkasClients() {
    assertEquals(
        Tags.of("client.id", "StreamThread-2-consumer", "topic", "images.incoming"),
        mapped(
            "kafka.consumer.fetch.manager.records.lag",
            Tags.of("client.id", DRAWN + "-StreamThread-2-consumer", "topic", "images.incoming")));
    assertEquals(
        Tags.of("client.id", "client"), mapped("kafka.stream.state", Tags.of("client.id", DRAWN)));
  }

  @Test
  void otherMetersStayAsTheyAre() {
    assertEquals(Tags.of("feed", DRAWN), mapped("lazaret.verdicts", Tags.of("feed", DRAWN)));
  }
}
