package io.lazaret.lab.leak;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A way to evaluate a detector: the leaks that it has.
 *
 * @param name in results
 */
public record Protocol(String name, Set<Leak> leaks) {

  /** The reference code's. */
  public static final Protocol LEAKY = new Protocol("leaky", EnumSet.allOf(Leak.class));

  /** Nothing is fitted on what is scored. */
  public static final Protocol LEAK_FREE = new Protocol("leak-free", Set.of());

  public Protocol {
    leaks = Set.copyOf(leaks);
  }

  /** Every leak but one. */
  public static Protocol without(Leak closed) {
    return new Protocol("without-" + closed.code(), EnumSet.complementOf(EnumSet.of(closed)));
  }

  /** One leak. */
  public static Protocol only(Leak open) {
    return new Protocol("only-" + open.code(), Set.of(open));
  }

  /**
   * The protocols worth comparing: leaky, each leak closed by itself, each open by itself, and
   * leak-free. Leaks that change nothing for the detector are left out.
   */
  public static List<Protocol> compared(Baseline detector, Setting setting) {
    List<Leak> concern =
        Stream.of(Leak.values()).filter(leak -> leak.concerns(detector, setting)).toList();
    List<Protocol> protocols = new ArrayList<>(List.of(LEAKY));
    concern.forEach(leak -> protocols.add(without(leak)));
    concern.forEach(leak -> protocols.add(only(leak)));
    protocols.add(LEAK_FREE);
    return protocols;
  }

  boolean has(Leak leak) {
    return leaks.contains(leak);
  }
}
