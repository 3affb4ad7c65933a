package io.lazaret.core.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where an input record stands: the identity under which the law counts it.
 *
 * @param topic the input topic
 * @param partition the partition, from 0
 * @param offset the offset in the partition, from 0
 */
public record SourcePosition(String topic, int partition, long offset) {
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }

  /** As an event holds it. */
  void put(ObjectNode json) {
    json.put("topic", topic).put("partition", partition).put("offset", offset);
  }

  /** From where an event holds it. */
  static SourcePosition read(JsonFields fields) {
    return new SourcePosition(
        fields.text("topic"),
        (int) fields.integer("partition", 0, Integer.MAX_VALUE),
        fields.integer("offset", 0, Long.MAX_VALUE));
  }
}
