package io.lazaret.app.scorer;

import io.lazaret.core.image.Decoded;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes pixels of an image's bytes. Called by several threads at once. */
@FunctionalInterface
public interface Decoder {

  /**
   * @param encodedOrNull the image's bytes; null for a tombstone
   * @param contentType what the feed says the bytes are
   * @return pixels, or why there are none; bad input is no exception
   */
  Decoded decode(byte @Nullable [] encodedOrNull, Optional<String> contentType);
}
