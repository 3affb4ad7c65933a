package io.lazaret.sim;

import io.lazaret.core.detect.Verdict;

/** Where an image goes. The audit's own reading of the law, written apart from the service's. */
enum Route {
  CLEARED,
  QUARANTINED,
  REJECTED;

  static Route of(Verdict.Outcome outcome) {
    return switch (outcome) {
      case CLEAR -> CLEARED;
      case SUSPECT, UNDECIDABLE -> QUARANTINED;
      case MALFORMED -> REJECTED;
    };
  }
}
