package io.lazaret.app.metrics;

import io.lazaret.app.metrics.AppMetrics.Role;
import io.lazaret.core.Required;
import io.micrometer.core.instrument.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Which bundles have series of their own. Those that have a seat do, and of each modality the last
 * {@value #KEPT} that had one: going back to one of them goes on counting where it was. An older
 * one is forgotten at the next change of seats, once nothing was counted for {@link #QUIET}: its
 * last images were judged and its last numbers scraped long before. Not safe for several threads.
 */
final class BundleSeries {
  /** Bundles of each modality that are remembered after they lost their seats. */
  static final int KEPT = 5;

  /** Longer than any image is on its way, and than any pause between two scrapes. */
  static final Duration QUIET = Duration.ofHours(1);

  private final Clock clock;
  private final Map<Seat, String> seats = new HashMap<>();

  /** For each modality its bundles with the time of the last use, the last used at the end. */
  private final Map<String, LinkedHashMap<String, Long>> used = new HashMap<>();

  private record Seat(String modality, Role role) {}

  BundleSeries(Clock clock) {
    this.clock = clock;
  }

  /** A bundle has a seat, in place of any other. */
  void sits(String modality, Role role, String bundle) {
    leaves(modality, role);
    seats.put(new Seat(modality, role), bundle);
    counts(modality, bundle);
  }

  /** Nobody has the seat any more. */
  void leaves(String modality, Role role) {
    String before = seats.remove(new Seat(modality, role));
    if (before != null) {
      counts(modality, before);
    }
  }

  /** Something is counted for a bundle. */
  void counts(String modality, String bundle) {
    LinkedHashMap<String, Long> ofModality =
        used.computeIfAbsent(modality, each -> new LinkedHashMap<>());
    ofModality.remove(bundle);
    ofModality.put(bundle, clock.monotonicTime());
  }

  /** Takes out the bundles of a modality that are to be forgotten. */
  List<String> forget(String modality) {
    Set<String> seated = new HashSet<>();
    for (Role role : Role.values()) {
      seated.add(seats.get(new Seat(modality, role)));
    }
    Map<String, Long> ofModality = used.getOrDefault(modality, new LinkedHashMap<>());
    List<String> without =
        ofModality.keySet().stream().filter(bundle -> !seated.contains(bundle)).toList();
    List<String> forgotten = new ArrayList<>();
    for (String bundle : without.subList(0, Math.max(0, without.size() - KEPT))) {
      if (clock.monotonicTime() - Required.of(ofModality, bundle) >= nanos(QUIET)) {
        forgotten.add(bundle);
      }
    }
    ofModality.keySet().removeAll(forgotten);
    return forgotten;
  }

  private static long nanos(Duration duration) {
    return TimeUnit.MILLISECONDS.toNanos(duration.toMillis());
  }
}
