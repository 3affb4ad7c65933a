package io.lazaret.core.wire;

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
}
