package io.lazaret.core.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.RefusedException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which bundles judge a modality. Rollouts travel on a compacted topic under the modality as key:
 * the newest one counts, and a tombstone takes it back.
 *
 * @param modality which images, as their feeds name it
 * @param serving the bundle whose verdicts count; without it, the one of the app's settings
 * @param shadow a candidate that judges the same images beside it, and whose verdicts only show
 */
public record RolloutEvent(String modality, Optional<Placed> serving, Optional<Placed> shadow) {
  /** The version of the format that is written, and the only one that is read. */
  public static final int SCHEMA_VERSION = 1;

  private static final Pattern DIRECTORY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  /**
   * A bundle, and where it lies.
   *
   * @param bundle its id, which says what is in it
   * @param directory its name below the directory that every app has for rollouts: letters, digits,
   *     dots, hyphens and underscores
   */
  public record Placed(String bundle, String directory) {
    public Placed {
      if (bundle.isEmpty()) {
        throw new IllegalArgumentException("a bundle's id must not be empty");
      }
      if (!DIRECTORY.matcher(directory).matches()) {
        throw new IllegalArgumentException(
            "a bundle's directory has letters, digits, '.', '_' or '-' and no path in its name");
      }
    }
  }

  public RolloutEvent {
    if (modality.isEmpty()) {
      throw new IllegalArgumentException("modality must not be empty");
    }
  }

  /** No rollout: what the app's settings say. */
  public static RolloutEvent none(String modality) {
    return new RolloutEvent(modality, Optional.empty(), Optional.empty());
  }

  /** The event as UTF-8 JSON on one line. */
  public byte[] toJson() {
    ObjectNode json = JsonText.object();
    json.put("schemaVersion", SCHEMA_VERSION).put("modality", modality);
    serving.ifPresent(placed -> put(json, "serving", placed));
    shadow.ifPresent(placed -> put(json, "shadow", placed));
    return JsonText.line(json);
  }

  private static void put(ObjectNode json, String name, Placed placed) {
    json.putObject(name).put("bundle", placed.bundle()).put("directory", placed.directory());
  }

  /**
   * Reads an event. Fields that this version does not know are passed over.
   *
   * @throws RefusedException when the bytes are not such an event; the message names the field
   */
  public static RolloutEvent parse(byte[] json) {
    JsonFields fields =
        JsonFields.parse(json, "rollout").requireVersion("schemaVersion", SCHEMA_VERSION);
    try {
      return new RolloutEvent(
          fields.text("modality"), placed(fields, "serving"), placed(fields, "shadow"));
    } catch (IllegalArgumentException e) {
      throw new RefusedException("rollout: " + e.getMessage(), e);
    }
  }

  private static Optional<Placed> placed(JsonFields fields, String name) {
    return fields
        .optionalObject(name)
        .map(object -> new Placed(object.text("bundle"), object.text("directory")));
  }
}
