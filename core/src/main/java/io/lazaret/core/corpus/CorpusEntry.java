package io.lazaret.core.corpus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.wire.JsonFields;
import io.lazaret.core.wire.JsonText;
import io.lazaret.core.wire.TruthEvent;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One image of a corpus and the truth about it: one line of {@code truth.jsonl}.
 *
 * @param file where the encoded image is, relative to the corpus: {@code images/}, then letters,
 *     digits, {@code . _ -} and slashes
 * @param id the image's id; unique in the corpus, not empty, without {@code ~}
 * @param sha256 of the file's bytes, 64 lower-case hexadecimal digits
 * @param label the index of the true class, from 0
 * @param labelName the true class in words
 * @param group whom the image is of: the patient. Images of one group are never counted as
 *     independent
 * @param attacked whether the image was attacked
 * @param attack the attack's name; there when the image was attacked, and only then
 * @param epsilon the attack's bound as a share of the intensity range, in (0, 1]; only where
 *     attacked
 * @param successful whether the attack changed the model's answer; only where attacked
 * @param harmless the harmless change that the image went through, if any
 */
public record CorpusEntry(
    String file,
    String id,
    String sha256,
    int label,
    Optional<String> labelName,
    String group,
    boolean attacked,
    Optional<String> attack,
    OptionalDouble epsilon,
    Optional<Boolean> successful,
    Optional<String> harmless) {

  private static final Pattern FILE = Pattern.compile("images(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SENT_ID = Pattern.compile("([^~]+)(?:~[0-9]+)?");

  public CorpusEntry {
    require(FILE.matcher(file).matches(), "file must be a path below images/");
    require(!id.isEmpty() && id.indexOf('~') < 0, "id must be text without ~");
    require(SHA256.matcher(sha256).matches(), "sha256 must be 64 lower-case hexadecimal digits");
    require(!group.isEmpty(), "group must not be empty");
    // The rules of truth hold for what is stored as for what is sent.
    new TruthEvent(
        id, label, labelName, attacked, attack, epsilon, successful, harmless, Optional.empty());
  }

  /**
   * An image that nobody attacked.
   *
   * @param encoded the file's bytes, of which only the check sum is kept
   */
  public static CorpusEntry clean(
      String file, String id, byte[] encoded, int label, Optional<String> labelName, String group) {
    return new CorpusEntry(
        file,
        id,
        Sha256.of(encoded),
        label,
        labelName,
        group,
        false,
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same image of the same patient after an attack. */
  public CorpusEntry attacked(
      String file, String id, byte[] encoded, String attack, double epsilon, boolean successful) {
    return new CorpusEntry(
        file,
        id,
        Sha256.of(encoded),
        label,
        labelName,
        group,
        true,
        Optional.of(attack),
        OptionalDouble.of(epsilon),
        Optional.of(successful),
        harmless);
  }

  /** The same image of the same patient after a harmless change. */
  public CorpusEntry changed(String file, String id, byte[] encoded, String harmless) {
    return new CorpusEntry(
        file,
        id,
        Sha256.of(encoded),
        label,
        labelName,
        group,
        attacked,
        attack,
        epsilon,
        successful,
        Optional.of(harmless));
  }

  /**
   * The id under which a replay sends the image.
   *
   * @param use how many times the image was sent, this time included: from 1
   */
  public String sentId(int use) {
    return use == 1 ? id : id + "~" + use;
  }

  /** The corpus's id of an image that was sent as it is, whichever time it was sent. */
  public static Optional<String> corpusId(String sentId) {
    Matcher matcher = SENT_ID.matcher(sentId);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * What a simulation says of the image when it sends it.
   *
   * @param sentId the id under which it was sent
   * @param malformed how the simulation broke the encoding, if it did
   */
  public TruthEvent truth(String sentId, Optional<String> malformed) {
    return new TruthEvent(
        sentId, label, labelName, attacked, attack, epsilon, successful, harmless, malformed);
  }

  byte[] toJson() {
    ObjectNode json = JsonText.object();
    json.put("file", file).put("id", id).put("sha256", sha256).put("label", label);
    labelName.ifPresent(value -> json.put("labelName", value));
    json.put("group", group).put("attacked", attacked);
    attack.ifPresent(value -> json.put("attack", value));
    epsilon.ifPresent(value -> json.put("epsilon", value));
    successful.ifPresent(value -> json.put("successful", value));
    harmless.ifPresent(value -> json.put("harmless", value));
    return JsonText.line(json);
  }

  /**
   * @param place the file and line, for complaints
   * @throws RefusedException when the line is no such entry
   */
  static CorpusEntry parse(byte[] json, String place) {
    JsonFields fields = JsonFields.parse(json, place);
    try {
      return new CorpusEntry(
          fields.text("file"),
          fields.text("id"),
          fields.text("sha256"),
          (int) fields.integer("label", 0, Integer.MAX_VALUE),
          fields.optionalText("labelName"),
          fields.text("group"),
          fields.flag("attacked"),
          fields.optionalText("attack"),
          fields.optionalNumber("epsilon"),
          fields.optionalFlag("successful"),
          fields.optionalText("harmless"));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(place + ": " + e.getMessage(), e);
    }
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
