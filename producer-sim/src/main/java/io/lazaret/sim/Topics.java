package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import java.util.List;
import java.util.Set;

/**
 * The topics that the law is about; all five differ.
 *
 * @param incoming the feed's images
 * @param cleared images that were let through
 * @param quarantined suspect and undecidable images
 * @param rejected malformed images
 * @param verdicts one verdict for each image
 */
public record Topics(
    String incoming, String cleared, String quarantined, String rejected, String verdicts) {

  /** The names used unless others are given. */
  public static final Topics DEFAULT =
      new Topics(
          "images.incoming", "images.cleared", "images.quarantined", "images.rejected", "verdicts");

  public Topics {
    if (Set.copyOf(List.of(incoming, cleared, quarantined, rejected, verdicts)).size() < 5) {
      throw new RefusedException("the five topics must differ; name each once");
    }
  }

  List<String> all() {
    return List.of(incoming, cleared, quarantined, rejected, verdicts);
  }

  List<String> outputs() {
    return List.of(cleared, quarantined, rejected, verdicts);
  }

  String of(Route route) {
    return switch (route) {
      case CLEARED -> cleared;
      case QUARANTINED -> quarantined;
      case REJECTED -> rejected;
    };
  }
}
