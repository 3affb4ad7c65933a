package io.lazaret.core.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.RefusedException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a simulation knows of an image that it sent. Truth travels on its own topic, {@value
 * #TOPIC}, which the service that judges never reads.
 *
 * @param imageId the id under which the image was sent, not empty
 * @param label the index of the true class, from 0
 * @param labelName the true class in words
 * @param attacked whether the image was attacked
 * @param attack the attack's name; there when the image was attacked, and only then
 * @param epsilon the attack's bound as a share of the intensity range, in (0, 1]; only where
 *     attacked
 * @param successful whether the attack changed the model's answer; only where attacked
 * @param harmless the harmless change that the image went through, if any
 * @param malformed how the simulation broke the encoding, if it did
 */
public record TruthEvent(
    String imageId,
    int label,
    Optional<String> labelName,
    boolean attacked,
    Optional<String> attack,
    OptionalDouble epsilon,
    Optional<Boolean> successful,
    Optional<String> harmless,
    Optional<String> malformed) {

  /** The topic of truth unless another is named. */
  public static final String TOPIC = "simulation.truth";

  /** The version of the format that is written, and the only one that is read. */
  public static final int SCHEMA_VERSION = 1;

  public TruthEvent {
    require(!imageId.isEmpty(), "image id must not be empty");
    require(label >= 0, "label must be 0 or more");
    require(attack.isPresent() == attacked, "an attack's name belongs to attacked images only");
    require(
        attacked || epsilon.isEmpty() && successful.isEmpty(),
        "epsilon and success belong to attacked images only");
    require(
        epsilon.isEmpty() || epsilon.getAsDouble() > 0 && epsilon.getAsDouble() <= 1,
        "epsilon must be in (0, 1]");
  }

  /** The event as UTF-8 JSON on one line. */
  public byte[] toJson() {
    ObjectNode json = JsonText.object();
    json.put("schemaVersion", SCHEMA_VERSION).put("imageId", imageId).put("label", label);
    labelName.ifPresent(value -> json.put("labelName", value));
    json.put("attacked", attacked);
    attack.ifPresent(value -> json.put("attack", value));
    epsilon.ifPresent(value -> json.put("epsilon", value));
    successful.ifPresent(value -> json.put("successful", value));
    harmless.ifPresent(value -> json.put("harmless", value));
    malformed.ifPresent(value -> json.put("malformed", value));
    return JsonText.line(json);
  }

  /**
   * Reads an event. Fields that this version does not know are passed over.
   *
   * @throws RefusedException when the bytes are not such an event; the message names the field
   */
  public static TruthEvent parse(byte[] json) {
    JsonFields fields =
        JsonFields.parse(json, "truth").requireVersion("schemaVersion", SCHEMA_VERSION);
    try {
      return new TruthEvent(
          fields.text("imageId"),
          (int) fields.integer("label", 0, Integer.MAX_VALUE),
          fields.optionalText("labelName"),
          fields.flag("attacked"),
          fields.optionalText("attack"),
          fields.optionalNumber("epsilon"),
          fields.optionalFlag("successful"),
          fields.optionalText("harmless"),
          fields.optionalText("malformed"));
    } catch (IllegalArgumentException e) {
      throw new RefusedException("truth: " + e.getMessage(), e);
    }
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
