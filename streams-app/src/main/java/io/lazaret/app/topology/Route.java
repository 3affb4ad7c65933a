package io.lazaret.app.topology;

import io.lazaret.core.detect.Verdict;

/** Where an image goes. The name of each is the name of its sink in the topology. */
enum Route {
  CLEARED,
  QUARANTINED,
  REJECTED;

  /** Only a clear verdict lets an image through. */
  static Route of(Verdict verdict) {
    return verdict.fold(
        clear -> CLEARED, suspect -> QUARANTINED, undecidable -> QUARANTINED, bad -> REJECTED);
  }

  String topic(Topics topics) {
    return switch (this) {
      case CLEARED -> topics.cleared();
      case QUARANTINED -> topics.quarantined();
      case REJECTED -> topics.rejected();
    };
  }
}
