package io.lazaret.core.model.djl;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A safetensors file: the length of the header (8 bytes, little-endian), the header in JSON, the
 * arrays. See the format's page at huggingface.co/docs/safetensors.
 */
final class SafetensorsFile implements TensorFile {
  private static final int PREFIX = 8;

  /** The header of a network of a thousand layers takes a tenth of this. */
  private static final int LARGEST_HEADER = 4 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final FileChannel channel;
  private final JsonNode header;
  private final long dataStart;

  private SafetensorsFile(FileChannel channel, JsonNode header, long dataStart) {
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  static SafetensorsFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      long length = channel.size() < PREFIX ? -1 : buffer(channel, 0, PREFIX).getLong();
      if (length < 2 || length > Math.min(LARGEST_HEADER, channel.size() - PREFIX)) {
        throw new IOException("neither a safetensors nor an npz file");
      }
      JsonNode header = MAPPER.readTree(buffer(channel, PREFIX, (int) length).array());
      if (header == null || !header.isObject()) {
        throw damaged();
      }
      return new SafetensorsFile(channel, header, PREFIX + length);
    } catch (JsonProcessingException e) {
      channel.close();
      throw damaged();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public Optional<Description> find(String name) throws IOException {
    JsonNode array = header.get(name);
    if (array == null) {
      return Optional.empty();
    }
    String type = array.path("dtype").asText();
    JsonNode sizes = array.path("shape");
    long[] shape = new long[sizes.size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = integer(sizes.path(i));
    }
    return Optional.of(new Description(type, type.equals("F32"), new Shape(shape)));
  }

  @Override
  public float[] read(String name, int count) throws IOException {
    JsonNode offsets = header.path(name).path("data_offsets");
    long from = integer(offsets.path(0));
    long until = integer(offsets.path(1));
    if (until - from != (long) count * Float.BYTES || until > channel.size() - dataStart) {
      throw damaged();
    }
    return TensorFile.floats(buffer(channel, dataStart + from, count * Float.BYTES).array());
  }

  private static long integer(JsonNode number) throws IOException {
    if (!number.canConvertToLong() || !number.isIntegralNumber() || number.asLong() < 0) {
      throw damaged();
    }
    return number.asLong();
  }

  private static ByteBuffer buffer(FileChannel channel, long from, int size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new EOFException("a truncated safetensors file");
      }
    }
    return buffer.flip();
  }

  private static IOException damaged() {
    return new IOException("a damaged safetensors file");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
