package io.lazaret.core.corpus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.JsonFields;
import io.lazaret.core.wire.JsonText;
import io.lazaret.core.wire.VerdictEvent;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an evaluation without a stream said of one image of a corpus: one line of {@code
 * verdicts.jsonl} beside the corpus.
 *
 * @param imageId the image's id in the corpus
 * @param outcome the verdict in one word
 * @param scores every detector's score by its name; larger means more suspicious
 * @param pValue in (0, 1], where the image was judged
 * @param bundle the id of the bundle that judged
 * @param askedRate the false-positive rate asked for, in (0, 1)
 */
public record OfflineVerdict(
    String imageId,
    Verdict.Outcome outcome,
    Map<String, Double> scores,
    OptionalDouble pValue,
    Optional<String> bundle,
    OptionalDouble askedRate) {

  /** The file's name in the directory of the corpus. */
  public static final String FILE = "verdicts.jsonl";

  public OfflineVerdict {
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }

  /** The line of a verdict on one image. */
  public static OfflineVerdict of(String imageId, Verdict verdict) {
    return verdict.fold(
        clear -> judged(imageId, verdict.outcome(), clear.assessment()),
        suspect -> judged(imageId, verdict.outcome(), suspect.assessment()),
        undecidable -> unjudged(imageId, verdict.outcome()),
        unreadable -> unjudged(imageId, verdict.outcome()));
  }

  /**
   * Reads the verdicts beside a corpus.
   *
   * @throws RefusedException when there are none or a line is broken; the message names the line
   */
  public static List<OfflineVerdict> read(Path corpus) {
    return JsonLines.read(corpus.resolve(FILE), OfflineVerdict::parse);
  }

  /**
   * Writes verdicts beside a corpus, in place of any that are there.
   *
   * @throws UncheckedIOException when the disk takes no more
   */
  public static void write(Path corpus, Iterable<OfflineVerdict> verdicts) {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(corpus.resolve(FILE)))) {
      for (OfflineVerdict verdict : verdicts) {
        out.write(verdict.toJson());
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] toJson() {
    ObjectNode json = JsonText.object();
    json.put("imageId", imageId).put("outcome", outcome.code());
    json.set("scores", JsonText.numbers(scores));
    pValue.ifPresent(value -> json.put("pValue", value));
    bundle.ifPresent(value -> json.put("bundle", value));
    askedRate.ifPresent(value -> json.put("askedRate", value));
    return JsonText.line(json);
  }

  private static OfflineVerdict parse(byte[] json, String place) {
    JsonFields fields = JsonFields.parse(json, place);
    return new OfflineVerdict(
        fields.text("imageId"),
        VerdictEvent.outcome(fields, "outcome"),
        fields.numbers("scores"),
        fields.optionalNumber("pValue"),
        fields.optionalText("bundle"),
        fields.optionalNumber("askedRate"));
  }

  private static OfflineVerdict judged(
      String imageId, Verdict.Outcome outcome, Assessment assessment) {
    return new OfflineVerdict(
        imageId,
        outcome,
        assessment.scores(),
        OptionalDouble.of(assessment.pValue()),
        Optional.of(assessment.bundle()),
        OptionalDouble.of(assessment.askedRate()));
  }

  private static OfflineVerdict unjudged(String imageId, Verdict.Outcome outcome) {
    return new OfflineVerdict(
        imageId,
        outcome,
        Map.of(),
        OptionalDouble.empty(),
        Optional.empty(),
        OptionalDouble.empty());
  }
}
