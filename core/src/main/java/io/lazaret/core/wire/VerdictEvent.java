package io.lazaret.core.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Verdict;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One verdict as it travels on the verdicts topic: JSON by {@code verdict-event.schema.json} (JSON
 * Schema draft 2020-12), beside this class. It holds no pixels and no patient data beyond the
 * image's id.
 *
 * @param imageId the image's id, not empty
 * @param feed the feed's name, not empty
 * @param modality what the feed said, if it said so
 * @param outcome the verdict in one word
 * @param reason why the image is undecidable or malformed, as a code; there for these two only
 * @param detail the reason in one line for a person; there where a reason is
 * @param scores every detector's score by its name, in the bundle's order; larger means more
 *     suspicious; empty where nothing was judged
 * @param pValue in (0, 1]; there when the outcome is clear or suspect
 * @param askedRate the false-positive rate asked for, in (0, 1); there where the p-value is
 * @param bundle the id of the bundle that judged; there where the p-value is
 * @param source the input record that the verdict is about
 * @param timings how long the way to the verdict took
 */
public record VerdictEvent(
    String imageId,
    String feed,
    Optional<String> modality,
    Verdict.Outcome outcome,
    Optional<String> reason,
    Optional<String> detail,
    Map<String, Double> scores,
    OptionalDouble pValue,
    OptionalDouble askedRate,
    Optional<String> bundle,
    SourcePosition source,
    Timings timings) {

  /** The version of the schema that is written, and the only one that is read. */
  public static final int SCHEMA_VERSION = 1;

  /** The published schema, as a resource beside this class. */
  public static final String SCHEMA_RESOURCE = "verdict-event.schema.json";

  private static final Optional<String> EMPTY = Optional.of("");

  /**
   * How long the way to a verdict took, in microseconds, each 0 or more.
   *
   * @param queueMicros waiting for a decoder and for a place in a batch
   * @param decodeMicros from bytes to what the network reads
   * @param modelMicros the network's and the detectors' run on the whole batch
   */
  public record Timings(long queueMicros, long decodeMicros, long modelMicros) {
    /** Nothing was measured. */
    public static final Timings NONE = new Timings(0, 0, 0);

    public Timings {
      require(queueMicros >= 0 && decodeMicros >= 0 && modelMicros >= 0, "timings below 0");
    }
  }

  public VerdictEvent {
    require(!imageId.isEmpty() && !feed.isEmpty(), "image id and feed must not be empty");
    require(
        !modality.equals(EMPTY) && !detail.equals(EMPTY) && !bundle.equals(EMPTY),
        "modality, detail and bundle must not be empty where they are given");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(timings, "timings");
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    require(
        reason.isPresent() == detail.isPresent() && reason.isPresent() != judged(outcome),
        "reason and detail belong to undecidable and malformed, and to these only");
    require(
        pValue.isPresent() == judged(outcome)
            && askedRate.isPresent() == judged(outcome)
            && bundle.isPresent() == judged(outcome),
        "p-value, asked rate and bundle belong to clear and suspect, and to these only");
    require(within(pValue.orElse(1), 1), "p-value must be in (0, 1]");
    require(within(askedRate.orElse(0.5), Math.nextDown(1.0)), "asked rate must be in (0, 1)");
  }

  /** The event of a verdict on the image that stands at a position. */
  public static VerdictEvent of(
      ImageEvent image, SourcePosition source, Verdict verdict, Timings timings) {
    return verdict.fold(
        clear -> judged(image, source, verdict.outcome(), clear.assessment(), timings),
        suspect -> judged(image, source, verdict.outcome(), suspect.assessment(), timings),
        undecidable ->
            unjudged(
                image,
                source,
                verdict.outcome(),
                undecidable.cause().code(),
                undecidable.detail(),
                timings),
        unreadable ->
            unjudged(
                image,
                source,
                verdict.outcome(),
                unreadable.malformed().kind().code(),
                unreadable.malformed().detail(),
                timings));
  }

  /** The event as UTF-8 JSON on one line, valid by the published schema. */
  public byte[] toJson() {
    ObjectNode json = JsonText.object();
    json.put("schemaVersion", SCHEMA_VERSION).put("imageId", imageId).put("feed", feed);
    modality.ifPresent(value -> json.put("modality", value));
    json.put("outcome", outcome.code());
    reason.ifPresent(value -> json.put("reason", value));
    detail.ifPresent(value -> json.put("detail", value));
    json.set("scores", JsonText.numbers(scores));
    pValue.ifPresent(value -> json.put("pValue", value));
    askedRate.ifPresent(value -> json.put("askedRate", value));
    bundle.ifPresent(value -> json.put("bundle", value));
    source.put(json.putObject("source"));
    json.putObject("timings")
        .put("queueMicros", timings.queueMicros())
        .put("decodeMicros", timings.decodeMicros())
        .put("modelMicros", timings.modelMicros());
    return JsonText.line(json);
  }

  /**
   * Reads an event. Fields that this version does not know are passed over.
   *
   * @throws RefusedException when the bytes are not such an event; the message names the field
   */
  public static VerdictEvent parse(byte[] json) {
    JsonFields fields =
        JsonFields.parse(json, "verdict").requireVersion("schemaVersion", SCHEMA_VERSION);
    JsonFields timings = fields.object("timings");
    try {
      return new VerdictEvent(
          fields.text("imageId"),
          fields.text("feed"),
          fields.optionalText("modality"),
          outcome(fields, "outcome"),
          fields.optionalText("reason"),
          fields.optionalText("detail"),
          fields.numbers("scores"),
          fields.optionalNumber("pValue"),
          fields.optionalNumber("askedRate"),
          fields.optionalText("bundle"),
          SourcePosition.read(fields.object("source")),
          new Timings(
              timings.integer("queueMicros", 0, Long.MAX_VALUE),
              timings.integer("decodeMicros", 0, Long.MAX_VALUE),
              timings.integer("modelMicros", 0, Long.MAX_VALUE)));
    } catch (IllegalArgumentException e) {
      throw new RefusedException("verdict: " + e.getMessage(), e);
    }
  }

  /**
   * Reads an outcome's code.
   *
   * @throws RefusedException when it is none of the four
   */
  public static Verdict.Outcome outcome(JsonFields fields, String name) {
    String code = fields.text(name);
    for (Verdict.Outcome outcome : Verdict.Outcome.values()) {
      if (outcome.code().equals(code)) {
        return outcome;
      }
    }
    throw fields.wrong(name, "must be clear, suspect, undecidable or malformed");
  }

  private static VerdictEvent judged(
      ImageEvent image,
      SourcePosition source,
      Verdict.Outcome outcome,
      Assessment assessment,
      Timings timings) {
    return new VerdictEvent(
        image.id(),
        image.feed(),
        image.modality(),
        outcome,
        Optional.empty(),
        Optional.empty(),
        assessment.scores(),
        OptionalDouble.of(assessment.pValue()),
        OptionalDouble.of(assessment.askedRate()),
        Optional.of(assessment.bundle()),
        source,
        timings);
  }

  private static VerdictEvent unjudged(
      ImageEvent image,
      SourcePosition source,
      Verdict.Outcome outcome,
      String reason,
      String detail,
      Timings timings) {
    return new VerdictEvent(
        image.id(),
        image.feed(),
        image.modality(),
        outcome,
        Optional.of(reason),
        Optional.of(detail),
        Map.of(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        source,
        timings);
  }

  private static boolean judged(Verdict.Outcome outcome) {
    return switch (outcome) {
      case CLEAR, SUSPECT -> true;
      case UNDECIDABLE, MALFORMED -> false;
    };
  }

  private static boolean within(double value, double most) {
    return value > 0 && value <= most;
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
