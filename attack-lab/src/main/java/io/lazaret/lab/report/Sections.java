package io.lazaret.lab.report;

import java.util.ArrayList;
import java.util.List;

/** What the sections of the page are made of. */
final class Sections {
  private Sections() {}

  /** A section under a heading. */
  static Element section(String heading, String lead, List<Element> content) {
    return Element.of(
        "section",
        Element.of("h2", heading),
        lead.isEmpty() ? List.of() : List.of(Element.of("p", prose(lead)).in("lead")),
        content);
  }

  /** A picture or table over what it shows. */
  static Element figure(List<Element> content, String caption) {
    return Element.of("figure", content, Element.of("figcaption", prose(caption)));
  }

  /** Something that is shown when it is asked for. */
  static Element details(String summary, Element... content) {
    List<Element> all = new ArrayList<>(List.of(Element.of("summary", summary)));
    all.addAll(List.of(content));
    return Element.of("details", all);
  }

  /** Text whose percent signs stay on the line of their numbers. */
  static String prose(String text) {
    return text.replace(" %", "\u00a0%");
  }

  /** A range of counts in words. */
  static String counts(List<Integer> counts) {
    int low = counts.stream().mapToInt(Integer::intValue).min().orElse(0);
    int high = counts.stream().mapToInt(Integer::intValue).max().orElse(0);
    return low == high ? "n = " + low : "n = " + low + " to " + high;
  }

  /** An attack's name, and where it was made if not on what the network reads. */
  static String attack(String name, String geometry) {
    return geometry.equals("model") ? name : name + " at the " + geometry;
  }
}
