package io.lazaret.core.wire;

import java.time.Instant;
import java.util.Optional;

/**
 * What a feed said of an image; the image's bytes travel beside it, or lie where it says. Any field
 * but the id and the feed may be missing: a feed that sets no headers at all can still be read, and
 * its images are then {@code undecidable} rather than lost.
 *
 * @param id the image's id: CloudEvents {@code id}, else the record's key, else its source
 *     coordinates
 * @param feed the feed's name: CloudEvents {@code source}, else {@code unknown}
 * @param type CloudEvents {@code type}
 * @param time when the image was made or sent: CloudEvents {@code time}
 * @param contentType the media type of the bytes: the {@code content-type} header
 * @param modality the extension attribute {@code modality}: which bundle is to judge
 * @param data where the bytes lie when they do not travel beside it
 */
public record ImageEvent(
    String id,
    String feed,
    Optional<String> type,
    Optional<Instant> time,
    Optional<String> contentType,
    Optional<String> modality,
    Optional<DataReference> data) {

  /** An image whose bytes travel in its record. */
  public ImageEvent(
      String id,
      String feed,
      Optional<String> type,
      Optional<Instant> time,
      Optional<String> contentType,
      Optional<String> modality) {
    this(id, feed, type, time, contentType, modality, Optional.empty());
  }

  /** The same image, with its bytes elsewhere. */
  public ImageEvent at(DataReference reference) {
    return new ImageEvent(id, feed, type, time, contentType, modality, Optional.of(reference));
  }
}
