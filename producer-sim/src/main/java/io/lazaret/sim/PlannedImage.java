package io.lazaret.sim;

import io.lazaret.core.corpus.CorpusDescription;
import io.lazaret.core.corpus.CorpusEntry;
import io.lazaret.core.wire.ImageEvent;
import io.lazaret.core.wire.TruthEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * One image of a replay, before its bytes are read.
 *
 * @param entry the image of the corpus
 * @param id the id under which it is sent; unique in the replay
 * @param malforming how its encoding is broken, if it is
 * @param seed of the breaking
 */
record PlannedImage(CorpusEntry entry, String id, Optional<Malforming> malforming, long seed) {

  byte[] value(byte[] encoded) {
    return malforming.map(way -> way.value(encoded, seed)).orElse(encoded);
  }

  ImageEvent event(CorpusDescription corpus, String feed, Instant time) {
    String contentType =
        malforming.map(way -> way.contentType(corpus.contentType())).orElse(corpus.contentType());
    return new ImageEvent(
        id,
        feed,
        Optional.empty(),
        Optional.of(time),
        Optional.of(contentType),
        Optional.of(corpus.modality()));
  }

  TruthEvent truth() {
    return entry.truth(id, malforming.map(Malforming::code));
  }
}
