package io.lazaret.lab.leak;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Scored images after an attack.
 *
 * @param attack the attack's name
 * @param looks only of images that the network read correctly before
 * @param successful whether it reads each wrongly now
 */
public record AttackedImages(String attack, List<Look> looks, List<Boolean> successful) {
  public AttackedImages {
    looks = List.copyOf(looks);
    successful = List.copyOf(successful);
  }

  /** The attacked side of an evaluation. */
  List<Look> positives(Protocol protocol) {
    return IntStream.range(0, looks.size())
        .filter(i -> protocol.has(Leak.FAILED_COUNT) || successful.get(i))
        .mapToObj(looks::get)
        .toList();
  }
}
