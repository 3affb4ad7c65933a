package io.lazaret.core.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;

/** JSON as Lazaret writes it: UTF-8, fields in a fixed order, missing values left out. */
public final class JsonText {
  private static final ObjectWriter WRITER = JsonMapper.builder().build().writer();

  private JsonText() {}

  /** An object to be filled. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * Numbers by name. Jackson writes those that are not finite as the texts {@code "NaN"}, {@code
   * "Infinity"} and {@code "-Infinity"}; {@link JsonFields#numbers} reads them back.
   */
  public static ObjectNode numbers(Map<String, Double> numbers) {
    ObjectNode object = object();
    numbers.forEach(object::put);
    return object;
  }

  /** One line, without a line end. */
  public static byte[] line(ObjectNode object) {
    return write(WRITER, object);
  }

  /** Indented lines for a person, ending in a line end. */
  public static byte[] pretty(ObjectNode object) {
    byte[] lines = write(WRITER.withDefaultPrettyPrinter(), object);
    byte[] ended = Arrays.copyOf(lines, lines.length + 1);
    ended[lines.length] = '\n';
    return ended;
  }

  private static byte[] write(ObjectWriter writer, ObjectNode object) {
    try {
      return writer.writeValueAsBytes(object);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("text that UTF-8 cannot hold", e);
    }
  }
}
