package io.lazaret.app;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Kafka's metrics without what changes with every start of a process: {@code
 * lazaret-6e1c...-StreamThread-1-consumer} becomes {@code StreamThread-1-consumer}.
 */
final class StableClientNames implements MeterFilter {
  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private final Pattern drawn;

  StableClientNames(String applicationId) {
    drawn = Pattern.compile("^" + Pattern.quote(applicationId) + "-" + UUID + "-?");
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    return id.getName().startsWith("kafka.") ? id.replaceTags(stable(id.getTags())) : id;
  }

  private List<Tag> stable(List<Tag> tags) {
    return tags.stream().map(tag -> Tag.of(tag.getKey(), stable(tag.getValue()))).toList();
  }

  private String stable(String name) {
    String stable = drawn.matcher(name).replaceFirst("");
    return stable.isEmpty() ? "client" : stable;
  }
}
