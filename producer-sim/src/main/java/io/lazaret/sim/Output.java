package io.lazaret.sim;

import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.SourcePosition;
import java.util.Optional;

/**
 * What is kept of a route record or a verdict until its input is read.
 *
 * @param place where it stands itself
 * @param source the input that it is of
 * @param route where the image went; empty for a verdict
 * @param outcome what the verdict, or the route's header, says; empty where the header does not
 * @param fingerprint of a route's key and value; 0 for a verdict
 */
record Output(
    SourcePosition place,
    SourcePosition source,
    Optional<Route> route,
    Optional<Verdict.Outcome> outcome,
    int fingerprint) {

  static Output ofRoute(
      SourcePosition place,
      SourcePosition source,
      Route route,
      Optional<Verdict.Outcome> header,
      int fingerprint) {
    return new Output(place, source, Optional.of(route), header, fingerprint);
  }

  static Output ofVerdict(SourcePosition place, SourcePosition source, Verdict.Outcome outcome) {
    return new Output(place, source, Optional.empty(), Optional.of(outcome), 0);
  }

  boolean isRoute() {
    return route.isPresent();
  }
}
