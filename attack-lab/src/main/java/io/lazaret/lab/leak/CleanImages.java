package io.lazaret.lab.leak;

import java.util.List;
import java.util.Set;

/**
 * Images that nobody attacked.
 *
 * @param reference of patients whom an evaluation does not score
 * @param scored those that it scores
 * @param misread ids of scored images that the network reads wrongly
 */
public record CleanImages(List<Look> reference, List<Look> scored, Set<String> misread) {
  public CleanImages {
    reference = List.copyOf(reference);
    scored = List.copyOf(scored);
    misread = Set.copyOf(misread);
  }

  /** The clean side of an evaluation. */
  List<Look> negatives(Protocol protocol) {
    return protocol.has(Leak.MISREAD_LEFT_OUT)
        ? scored.stream().filter(look -> !misread.contains(look.image())).toList()
        : scored;
  }
}
