package io.lazaret.app.topology;

import io.lazaret.cli.Default;
import io.lazaret.cli.Doc;
import java.util.HashSet;
import java.util.List;

/**
 * The names of the topics.
 *
 * @param incoming what the feeds write
 * @param cleared images that may be read on
 * @param quarantined images that a person has to look at
 * @param rejected records that cannot be read as images
 * @param verdicts one verdict for each image
 */
public record Topics(
    @Doc("Topic that the feeds write.") @Default("images.incoming") String incoming,
    @Doc("Topic of images that may be read on.") @Default("images.cleared") String cleared,
    @Doc("Topic of suspect and undecidable images, for a person to look at.")
        @Default("images.quarantined")
        String quarantined,
    @Doc("Topic of records that cannot be read as images.") @Default("images.rejected")
        String rejected,
    @Doc("Topic of the verdicts, one for each image.") @Default("verdicts") String verdicts) {

  public static final Topics DEFAULT =
      new Topics(
          "images.incoming", "images.cleared", "images.quarantined", "images.rejected", "verdicts");

  public Topics {
    List<String> names = List.of(incoming, cleared, quarantined, rejected, verdicts);
    if (new HashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException("each topic needs a name of its own, not " + names);
    }
    names.forEach(Topics::requireLegal);
  }

  /** All five, the incoming one first. */
  public List<String> all() {
    return List.of(incoming, cleared, quarantined, rejected, verdicts);
  }

  /**
   * Kafka's own rule for names.
   *
   * @throws IllegalArgumentException when a name breaks it
   */
  public static void requireLegal(String name) {
    if (!name.matches("[a-zA-Z0-9._-]{1,249}") || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException(
          "a topic's name has 1 to 249 letters, digits, '.', '_' or '-', not '" + name + "'");
    }
  }
}
