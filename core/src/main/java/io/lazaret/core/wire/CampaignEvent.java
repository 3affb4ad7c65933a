package io.lazaret.core.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.RefusedException;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What happened to a campaign, which is many suspects of one feed in a short time: JSON by {@code
 * campaign-event.schema.json} (JSON Schema draft 2020-12), beside this class. It travels under the
 * feed as key. It holds no pixels and no patient data beyond the ids of two images.
 *
 * @param campaign the campaign's id, the same in all of its events: where the input record of its
 *     opening suspect stands, as {@code topic-partition@offset}
 * @param feed the feed's name, not empty
 * @param kind what happened
 * @param openedAt when it opened, by the clock of the broker
 * @param at when this happened, by the clock of the broker; not before it opened
 * @param windowMinutes the length of the sliding window, 1 or more
 * @param suspectsInWindow suspects of the feed in the window that ends now, 0 or more
 * @param imagesInWindow images of the feed that were judged in that window, suspects among them,
 *     and as far as they were counted; 0 or more
 * @param suspects suspects of the whole campaign: those in the window when it opened, and all since
 * @param mostInWindow the most suspects that the window ever held while the campaign was open
 * @param askedRate the false-positive rate that the latest suspect was judged for, in (0, 1)
 * @param opening the suspect that opened it
 * @param latest the latest suspect
 */
public record CampaignEvent(
    String campaign,
    String feed,
    Kind kind,
    Instant openedAt,
    Instant at,
    int windowMinutes,
    long suspectsInWindow,
    long imagesInWindow,
    long suspects,
    long mostInWindow,
    double askedRate,
    Example opening,
    Example latest) {

  /** The version of the schema that is written, and the only one that is read. */
  public static final int SCHEMA_VERSION = 1;

  /** The published schema, as a resource beside this class. */
  public static final String SCHEMA_RESOURCE = "campaign-event.schema.json";

  /** RFC 3339 has four digits for a year. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  /** What happened. */
  public enum Kind {
    /** The window holds as many suspects as make a campaign. */
    OPENED,
    /** The campaign has twice the suspects that its last event told of. */
    GROWING,
    /** The window holds few suspects again. */
    CLOSED;

    /** As it stands in the JSON. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One suspect of a campaign.
   *
   * @param imageId the image's id, not empty
   * @param modality what the feed said, if it said so
   * @param bundle the id of the bundle that judged
   * @param source the input record
   */
  public record Example(
      String imageId, Optional<String> modality, String bundle, SourcePosition source) {
    public Example {
      require(!imageId.isEmpty() && !bundle.isEmpty(), "image id and bundle must not be empty");
      require(!modality.equals(Optional.of("")), "modality must not be empty where it is given");
      Objects.requireNonNull(source, "source");
    }

    private void put(ObjectNode json) {
      json.put("imageId", imageId);
      modality.ifPresent(value -> json.put("modality", value));
      json.put("bundle", bundle);
      source.put(json.putObject("source"));
    }

    private static Example read(JsonFields fields) {
      return new Example(
          fields.text("imageId"),
          fields.optionalText("modality"),
          fields.text("bundle"),
          SourcePosition.read(fields.object("source")));
    }
  }

  public CampaignEvent {
    require(!campaign.isEmpty() && !feed.isEmpty(), "campaign and feed must not be empty");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(opening, "opening");
    Objects.requireNonNull(latest, "latest");
    require(
        !openedAt.isBefore(Instant.EPOCH) && !at.isAfter(LATEST),
        "times must be in the years 1970 to 9999");
    require(!at.isBefore(openedAt), "at must not be before openedAt");
    require(windowMinutes >= 1, "windowMinutes must be 1 or more");
    require(suspectsInWindow >= 0 && imagesInWindow >= 0, "counts must be 0 or more");
    require(
        suspects >= mostInWindow && mostInWindow >= suspectsInWindow && mostInWindow >= 1,
        "a campaign has at least the suspects of its fullest window, which has at least one and"
            + " those of the window now");
    require(askedRate > 0 && askedRate < 1, "asked rate must be in (0, 1)");
  }

  /** The event as UTF-8 JSON on one line, valid by the published schema. */
  public byte[] toJson() {
    ObjectNode json = JsonText.object();
    json.put("schemaVersion", SCHEMA_VERSION)
        .put("campaign", campaign)
        .put("feed", feed)
        .put("kind", kind.code())
        .put("openedAt", openedAt.toString())
        .put("at", at.toString())
        .put("windowMinutes", windowMinutes)
        .put("suspectsInWindow", suspectsInWindow)
        .put("imagesInWindow", imagesInWindow)
        .put("suspects", suspects)
        .put("mostInWindow", mostInWindow)
        .put("askedRate", askedRate);
    opening.put(json.putObject("opening"));
    latest.put(json.putObject("latest"));
    return JsonText.line(json);
  }

  /**
   * Reads an event. Fields that this version does not know are passed over.
   *
   * @throws RefusedException when the bytes are not such an event; the message names the field
   */
  public static CampaignEvent parse(byte[] json) {
    JsonFields fields =
        JsonFields.parse(json, "campaign").requireVersion("schemaVersion", SCHEMA_VERSION);
    try {
      return new CampaignEvent(
          fields.text("campaign"),
          fields.text("feed"),
          kind(fields),
          time(fields, "openedAt"),
          time(fields, "at"),
          (int) fields.integer("windowMinutes", 1, Integer.MAX_VALUE),
          fields.integer("suspectsInWindow", 0, Long.MAX_VALUE),
          fields.integer("imagesInWindow", 0, Long.MAX_VALUE),
          fields.integer("suspects", 1, Long.MAX_VALUE),
          fields.integer("mostInWindow", 1, Long.MAX_VALUE),
          fields
              .optionalNumber("askedRate")
              .orElseThrow(() -> fields.wrong("askedRate", "must be a finite number")),
          Example.read(fields.object("opening")),
          Example.read(fields.object("latest")));
    } catch (IllegalArgumentException e) {
      throw new RefusedException("campaign: " + e.getMessage(), e);
    }
  }

  private static Kind kind(JsonFields fields) {
    String code = fields.text("kind");
    for (Kind kind : Kind.values()) {
      if (kind.code().equals(code)) {
        return kind;
      }
    }
    throw fields.wrong("kind", "must be opened, growing or closed");
  }

  private static Instant time(JsonFields fields, String name) {
    return HeaderText.dateTime(fields.text(name))
        .orElseThrow(() -> fields.wrong(name, "must be an RFC 3339 date-time"));
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalArgumentException(rule);
    }
  }
}
