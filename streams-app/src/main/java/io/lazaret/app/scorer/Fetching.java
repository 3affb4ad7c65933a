package io.lazaret.app.scorer;

import io.lazaret.store.ObjectStores;
import java.time.Duration;
import java.util.List;

/**
 * How images are had that do not travel in their records.
 *
 * @param stores where they may lie; they belong to whoever opened them
 * @param limits of fetching
 * @param decoder of what was fetched, which may be larger than a record
 */
public record Fetching(ObjectStores stores, FetchLimits limits, Decoder decoder) {

  /** From nowhere: a record that names another place is malformed. */
  public static Fetching none() {
    FetchLimits least = new FetchLimits(1, 1, 1, Duration.ZERO, Duration.ZERO);
    Decoder never =
        (encoded, contentType) -> {
          throw new IllegalStateException("nothing is fetched");
        };
    return new Fetching(new ObjectStores(List.of()), least, never);
  }
}
