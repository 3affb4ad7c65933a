package io.lazaret.core.corpus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.wire.JsonFields;
import io.lazaret.core.wire.JsonText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What all images of a corpus have in common. Clean and attacked images share size, container and
 * encoder settings, so that nothing but the attack can tell them apart.
 *
 * @param name the corpus's name, not empty
 * @param modality what a feed of these images would say, not empty
 * @param contentType the media type of every file, for example {@code image/png}
 * @param width columns, at least 1
 * @param height rows, at least 1
 * @param channels 1 (grey) or 3 (RGB)
 * @param provenance where the images come from: data set, split, seeds, versions; texts by name
 */
public record CorpusDescription(
    String name,
    String modality,
    String contentType,
    int width,
    int height,
    int channels,
    Map<String, String> provenance) {

  public CorpusDescription {
    if (name.isEmpty() || modality.isEmpty() || contentType.isEmpty()) {
      throw new IllegalArgumentException("name, modality and content type must not be empty");
    }
    if (width < 1 || height < 1 || (channels != 1 && channels != 3)) {
      throw new IllegalArgumentException(
          "no image has " + width + " x " + height + " pixels of " + channels + " channels");
    }
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  ObjectNode toJson() {
    ObjectNode json = JsonText.object();
    json.put("name", name)
        .put("modality", modality)
        .put("contentType", contentType)
        .put("width", width)
        .put("height", height)
        .put("channels", channels);
    ObjectNode sources = json.putObject("provenance");
    provenance.forEach(sources::put);
    return json;
  }

  static CorpusDescription from(JsonFields fields) {
    int channels = (int) fields.integer("channels", 1, 3);
    if (channels == 2) {
      throw fields.wrong("channels", "must be 1 (grey) or 3 (RGB)");
    }
    return new CorpusDescription(
        fields.text("name"),
        fields.text("modality"),
        fields.text("contentType"),
        (int) fields.integer("width", 1, Integer.MAX_VALUE),
        (int) fields.integer("height", 1, Integer.MAX_VALUE),
        channels,
        fields.texts("provenance"));
  }
}
