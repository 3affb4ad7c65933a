package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.TruthEvent;
import io.lazaret.core.wire.VerdictEvent;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Joins verdicts with the truth by the image's id and counts. Truth and verdicts may come in any
 * order; of two truths on one id the later counts; two verdicts on one id count twice. Holds the
 * truth of every image and the outcome of every verdict that was read, a few hundred bytes each.
 */
public final class Exercise {
  private final Map<String, TruthEvent> truths = new HashMap<>();
  private final Map<String, Map<Verdict.Outcome, Long>> verdicts = new HashMap<>();
  private final Set<String> waiting = new HashSet<>();

  /** Likewise, of a broker that asks for nothing but its address. */
  public static ExerciseReport run(
      String bootstrap, String verdictTopic, String truthTopic, Duration timeout) {
    return run(Connection.to(bootstrap), verdictTopic, truthTopic, timeout);
  }

  /**
   * Reads the topics of truth and of verdicts and scores what is there.
   *
   * @param kafka where the topics are
   * @param timeout how long to wait, once everything was read, for images that have no verdict yet
   * @throws RefusedException when no broker answers, a topic is missing, or a record is no truth or
   *     no verdict
   */
  public static ExerciseReport run(
      Connection kafka, String verdictTopic, String truthTopic, Duration timeout) {
    var exercise = new Exercise();
    try (var reader = new TopicReader(kafka, List.of(verdictTopic, truthTopic))) {
      reader.readTo(reader.ends(), record -> exercise.add(record, truthTopic));
      long start = System.nanoTime();
      while (exercise.isWaiting() && System.nanoTime() - start < timeout.toNanos()) {
        reader.poll(record -> exercise.add(record, truthTopic));
      }
    }
    return exercise.report();
  }

  /** Adds the truth about an image. */
  public void add(TruthEvent truth) {
    truths.put(truth.imageId(), truth);
    if (!verdicts.containsKey(truth.imageId())) {
      waiting.add(truth.imageId());
    }
  }

  /** Adds a verdict on an image. */
  public void add(VerdictEvent verdict) {
    verdicts
        .computeIfAbsent(verdict.imageId(), id -> new EnumMap<>(Verdict.Outcome.class))
        .merge(verdict.outcome(), 1L, Long::sum);
    waiting.remove(verdict.imageId());
  }

  /** Whether an image with a known truth has no verdict yet. */
  public boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** The counts so far. */
  public ExerciseReport report() {
    Predicate<TruthEvent> clean = truth -> !truth.attacked() && truth.malformed().isEmpty();
    Predicate<TruthEvent> successful =
        truth -> truth.attacked() && truth.successful().orElse(false);
    // What is missing cannot be judged, which is another verdict than malformed.
    Predicate<TruthEvent> malformed =
        truth ->
            truth
                .malformed()
                .filter(way -> !way.equals(Malforming.MISSING_OBJECT.code()))
                .isPresent();
    return new ExerciseReport(
        truths.size(),
        count(truth -> true, Set.of(Verdict.Outcome.values())),
        waiting.size(),
        strangers(),
        count(truth -> true, Set.of(Verdict.Outcome.CLEAR)),
        count(truth -> true, Set.of(Verdict.Outcome.SUSPECT, Verdict.Outcome.UNDECIDABLE)),
        count(truth -> true, Set.of(Verdict.Outcome.MALFORMED)),
        rate(TruthEvent::attacked, Verdict.Outcome.SUSPECT),
        rate(successful, Verdict.Outcome.SUSPECT),
        rate(successful, Verdict.Outcome.CLEAR),
        rate(clean, Verdict.Outcome.SUSPECT),
        rate(clean, Verdict.Outcome.UNDECIDABLE),
        rate(malformed, Verdict.Outcome.MALFORMED),
        rate(malformed, Verdict.Outcome.CLEAR),
        byName(TruthEvent::attacked, Exercise::attackName),
        byName(clean, truth -> truth.harmless().orElse("none")));
  }

  private void add(ConsumerRecord<byte[], byte[]> record, String truthTopic) {
    try {
      if (record.value() == null) {
        throw new RefusedException("no value");
      }
      if (record.topic().equals(truthTopic)) {
        add(TruthEvent.parse(record.value()));
      } else {
        add(VerdictEvent.parse(record.value()));
      }
    } catch (RefusedException e) {
      throw new RefusedException(
          record.topic()
              + "-"
              + record.partition()
              + "@"
              + record.offset()
              + ": "
              + e.getMessage()
              + "; name the right topics",
          e);
    }
  }

  private static String attackName(TruthEvent truth) {
    String name = truth.attack().orElseThrow();
    return truth.epsilon().isEmpty()
        ? name
        : String.format(Locale.ROOT, "%s at %.4g/255", name, 255 * truth.epsilon().getAsDouble());
  }

  private Rate rate(Predicate<TruthEvent> images, Verdict.Outcome outcome) {
    return new Rate(
        count(images, Set.of(outcome)), count(images, Set.of(Verdict.Outcome.values())));
  }

  private SortedMap<String, Rate> byName(
      Predicate<TruthEvent> images, Function<TruthEvent, String> name) {
    return truths.values().stream()
        .filter(images)
        .map(name)
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .collect(
            Collectors.toMap(
                each -> each,
                each ->
                    rate(
                        truth -> images.test(truth) && name.apply(truth).equals(each),
                        Verdict.Outcome.SUSPECT),
                (first, second) -> first,
                TreeMap::new));
  }

  private long count(Predicate<TruthEvent> images, Set<Verdict.Outcome> outcomes) {
    return truths.values().stream()
        .filter(images)
        .map(truth -> verdicts.getOrDefault(truth.imageId(), Map.of()))
        .flatMap(counts -> counts.entrySet().stream())
        .filter(count -> outcomes.contains(count.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private long strangers() {
    return verdicts.entrySet().stream()
        .filter(entry -> !truths.containsKey(entry.getKey()))
        .flatMap(entry -> entry.getValue().values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }
}
