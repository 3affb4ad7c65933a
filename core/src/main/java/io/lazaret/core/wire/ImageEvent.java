package io.lazaret.core.wire;

import java.time.Instant;
import java.util.Optional;

/**
 * What a feed said of an image; the image's bytes travel beside it. Any field but the id and the
 * feed may be missing: a feed that sets no headers at all can still be read, and its images are
 * then {@code undecidable} rather than lost.
 *
 * @param id the image's id: CloudEvents {@code id}, else the record's key, else its source
 *     coordinates
 * @param feed the feed's name: CloudEvents {@code source}, else {@code unknown}
 * @param type CloudEvents {@code type}
 * @param time when the image was made or sent: CloudEvents {@code time}
 * @param contentType the media type of the bytes: the {@code content-type} header
 * @param modality the extension attribute {@code modality}: which bundle is to judge
 */
public record ImageEvent(
    String id,
    String feed,
    Optional<String> type,
    Optional<Instant> time,
    Optional<String> contentType,
    Optional<String> modality) {}
