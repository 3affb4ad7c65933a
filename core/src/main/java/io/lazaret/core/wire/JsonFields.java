package io.lazaret.core.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The fields of one JSON object that came from outside. Every complaint is a {@link
 * RefusedException} of one line that names the place and the field. A field that is {@code null}
 * counts as missing; fields that nobody asks for are passed over.
 */
public final class JsonFields {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private final String place;
  private final JsonNode object;

  private JsonFields(String place, JsonNode object) {
    this.place = place;
    this.object = object;
  }

  /**
   * Reads one JSON object.
   *
   * @param json UTF-8 text of exactly one object
   * @param place what the text is and where it stands, for complaints: {@code verdict}, {@code
   *     /corpus/truth.jsonl line 7}
   */
  public static JsonFields parse(byte[] json, String place) {
    try {
      return new JsonFields(place, object(READER.readTree(json), place));
    } catch (JsonProcessingException e) {
      throw new RefusedException(
          place
              + ": not well-formed JSON at line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr(),
          e);
    } catch (IOException e) {
      throw new RefusedException(place + ": not UTF-8 text", e);
    }
  }

  /** Refuses any version of the schema but the one that is known. */
  public JsonFields requireVersion(String name, int known) {
    long found = integer(name, 0, Integer.MAX_VALUE);
    if (found != known) {
      throw new RefusedException(
          place + ": " + name + " is " + found + " and only " + known + " is read here");
    }
    return this;
  }

  /** Text of at least one character. */
  public String text(String name) {
    return optionalText(name).orElseThrow(() -> wrong(name, "must be text, not empty"));
  }

  /** Text of at least one character, or nothing. */
  public Optional<String> optionalText(String name) {
    return field(name)
        .map(
            node -> {
              if (!node.isTextual() || node.textValue().isEmpty()) {
                throw wrong(name, "must be text, not empty");
              }
              return node.textValue();
            });
  }

  /** A whole number within bounds, both included. */
  public long integer(String name, long least, long most) {
    return field(name)
        .filter(node -> node.isIntegralNumber() && node.canConvertToLong())
        .map(JsonNode::longValue)
        .filter(value -> value >= least && value <= most)
        .orElseThrow(() -> wrong(name, "must be a whole number from " + least + " to " + most));
  }

  /** A finite number, or nothing. */
  public OptionalDouble optionalNumber(String name) {
    return field(name)
        .map(node -> OptionalDouble.of(finite(name, node)))
        .orElse(OptionalDouble.empty());
  }

  /** True or false. */
  public boolean flag(String name) {
    return optionalFlag(name).orElseThrow(() -> wrong(name, "must be true or false"));
  }

  /** True, false, or nothing. */
  public Optional<Boolean> optionalFlag(String name) {
    return field(name)
        .map(
            node -> {
              if (!node.isBoolean()) {
                throw wrong(name, "must be true or false");
              }
              return node.booleanValue();
            });
  }

  /** An object's own fields. */
  public JsonFields object(String name) {
    return optionalObject(name).orElseThrow(() -> wrong(name, "must be an object"));
  }

  /** An object's own fields, or nothing. */
  public Optional<JsonFields> optionalObject(String name) {
    return field(name)
        .map(node -> new JsonFields(place + ": " + name, object(node, place + ": " + name)));
  }

  /**
   * Numbers by name in the order written; those that are not finite are the texts {@code NaN},
   * {@code Infinity} and {@code -Infinity}, since JSON has no numbers for them.
   */
  public Map<String, Double> numbers(String name) {
    JsonFields fields = object(name);
    var numbers = new LinkedHashMap<String, Double>();
    for (Map.Entry<String, JsonNode> field : fields.object.properties()) {
      numbers.put(field.getKey(), fields.anyNumber(field.getKey(), field.getValue()));
    }
    return Collections.unmodifiableMap(numbers);
  }

  /** Texts by name in the order written. */
  public Map<String, String> texts(String name) {
    JsonFields fields = object(name);
    var texts = new LinkedHashMap<String, String>();
    for (Map.Entry<String, JsonNode> field : fields.object.properties()) {
      texts.put(field.getKey(), fields.text(field.getKey()));
    }
    return Collections.unmodifiableMap(texts);
  }

  /** A complaint about a field of this object. */
  public RefusedException wrong(String name, String rule) {
    return new RefusedException(place + ": " + name + " " + rule);
  }

  private Optional<JsonNode> field(String name) {
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }

  private double anyNumber(String name, JsonNode node) {
    if (!node.isTextual()) {
      return finite(name, node);
    }
    return switch (node.textValue()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw wrong(name, "must be a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
    };
  }

  private double finite(String name, JsonNode node) {
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw wrong(name, "must be a finite number");
    }
    return node.doubleValue();
  }

  private static JsonNode object(JsonNode node, String place) {
    if (!node.isObject()) {
      throw new RefusedException(place + ": must be a JSON object");
    }
    return node;
  }
}
