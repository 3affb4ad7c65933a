package io.lazaret.core.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JSON of bundles: strict when read, stable when written. */
public final class BundleJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .build();

  private BundleJson() {}

  /** The mapper itself, for trees. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** Writes a value, indented, with a newline at the end. */
  public static void write(Path file, Object value) throws IOException {
    Files.writeString(
        file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n");
  }

  /** Writes a value of many numbers on one line. */
  public static void writeCompact(Path file, Object value) throws IOException {
    Files.writeString(file, MAPPER.writeValueAsString(value) + "\n");
  }

  /**
   * Reads a value.
   *
   * @throws RefusedException when the file is missing, is not JSON, or does not fit the type
   */
  static <T> T read(Path file, Class<T> type) {
    try {
      T value = MAPPER.readValue(Files.readAllBytes(file), type);
      if (value == null) {
        throw new RefusedException(file + ": holds no value; write the bundle again");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new RefusedException(
          file
              + ": does not fit the bundle format: "
              + String.join(" ", e.getOriginalMessage().lines().toList())
              + "; write the bundle again with this version",
          e);
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read: " + IoReason.of(e), e);
    }
  }
}
