package io.lazaret.core.corpus;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.VerdictEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the stream says of a corpus what the evaluation without a stream said. A verdict is a
 * function of the bytes, the modality, the bundle and the asked rate, so the two may differ only
 * where a score lies so close to the threshold that the tolerance of the arithmetic decides.
 *
 * @param agreeing verdicts with the same outcome and every score within the tolerance
 * @param nearThreshold verdicts that are clear on one side and suspect on the other with every
 *     score within the tolerance: the threshold lies between the two
 * @param disagreeing all others that can be compared
 * @param incomparable verdicts made with another bundle or for another asked rate
 * @param unmatched verdicts of the stream on images that the corpus has no verdict for, and on
 *     those that a simulation made malformed
 */
public record Agreement(
    int agreeing,
    int nearThreshold,
    List<Disagreement> disagreeing,
    int incomparable,
    int unmatched) {

  /**
   * Two verdicts that do not agree.
   *
   * @param imageId the id under which the stream knows the image
   * @param why one line: outcomes, or the first score that differs
   */
  public record Disagreement(String imageId, String why) {}

  public Agreement {
    disagreeing = List.copyOf(disagreeing);
  }

  /**
   * Compares the stream's verdicts with those of the corpus. Images that a replay sent several
   * times are compared each time.
   *
   * @param tolerance how far two scores may lie apart, 0 or more, as a share of the offline score's
   *     magnitude or of 1, whichever is larger
   * @throws RefusedException when an image has two offline verdicts
   */
  public static Agreement compare(
      Collection<OfflineVerdict> offline, Iterable<VerdictEvent> stream, double tolerance) {
    var byId = new HashMap<String, OfflineVerdict>();
    for (OfflineVerdict verdict : offline) {
      if (byId.put(verdict.imageId(), verdict) != null) {
        throw new RefusedException(
            OfflineVerdict.FILE + ": two verdicts on " + verdict.imageId() + "; keep one");
      }
    }
    var tally = new Tally(tolerance);
    for (VerdictEvent event : stream) {
      tally.add(
          CorpusEntry.corpusId(event.imageId()).flatMap(id -> Optional.ofNullable(byId.get(id))),
          event);
    }
    return tally.result();
  }

  private static final class Tally {
    private final double tolerance;
    private final List<Disagreement> disagreeing = new ArrayList<>();
    private int agreeing;
    private int nearThreshold;
    private int incomparable;
    private int unmatched;

    Tally(double tolerance) {
      this.tolerance = tolerance;
    }

    void add(Optional<OfflineVerdict> offline, VerdictEvent stream) {
      if (offline.isEmpty()) {
        unmatched++;
      } else {
        add(offline.get(), stream);
      }
    }

    private void add(OfflineVerdict offline, VerdictEvent stream) {
      boolean judgedTwice = offline.bundle().isPresent() && stream.bundle().isPresent();
      if (judgedTwice
          && !(offline.bundle().equals(stream.bundle())
              && offline.askedRate().equals(stream.askedRate()))) {
        incomparable++;
        return;
      }
      Optional<String> apart = scoreApart(offline.scores(), stream.scores());
      if (apart.isPresent()) {
        disagreeing.add(new Disagreement(stream.imageId(), apart.get()));
      } else if (offline.outcome() == stream.outcome()) {
        agreeing++;
      } else if (judgedTwice) {
        nearThreshold++;
      } else {
        disagreeing.add(
            new Disagreement(stream.imageId(), outcomes(offline.outcome(), stream.outcome())));
      }
    }

    private Optional<String> scoreApart(Map<String, Double> offline, Map<String, Double> stream) {
      if (!offline.keySet().equals(stream.keySet())) {
        return Optional.of(
            "offline has scores of " + offline.keySet() + ", the stream of " + stream.keySet());
      }
      return offline.entrySet().stream()
          .filter(score -> apart(score.getValue(), Required.of(stream, score.getKey())))
          .map(
              score ->
                  score.getKey()
                      + " is "
                      + score.getValue()
                      + " offline and "
                      + stream.get(score.getKey())
                      + " in the stream")
          .findFirst();
    }

    private boolean apart(double offline, double stream) {
      if (!Double.isFinite(offline) || !Double.isFinite(stream)) {
        return Double.compare(offline, stream) != 0;
      }
      return Math.abs(offline - stream) > tolerance * Math.max(1, Math.abs(offline));
    }

    private static String outcomes(Verdict.Outcome offline, Verdict.Outcome stream) {
      return offline.code() + " offline and " + stream.code() + " in the stream";
    }

    Agreement result() {
      return new Agreement(agreeing, nearThreshold, disagreeing, incomparable, unmatched);
    }
  }
}
