package io.lazaret.lab.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An element of an HTML page that is well-formed XML too. Whatever is text is escaped when it is
 * written: there is no way around it.
 *
 * @param name the tag
 * @param attributes in the order in which they are written
 * @param children texts and elements
 */
record Element(String name, Map<String, String> attributes, List<Object> children) {
  private static final Set<String> ALWAYS_EMPTY =
      Set.of("meta", "img", "br", "circle", "line", "path", "polyline");

  /**
   * An element.
   *
   * @param content texts, elements, and collections of them
   */
  static Element of(String name, Object... content) {
    List<Object> children = new ArrayList<>();
    for (Object each : content) {
      if (each instanceof Collection<?> many) {
        children.addAll(many);
      } else {
        children.add(each);
      }
    }
    return new Element(name, Map.of(), List.copyOf(children));
  }

  /** The same element with one more attribute. */
  Element with(String attribute, Object value) {
    Map<String, String> more = new LinkedHashMap<>(attributes);
    more.put(attribute, value.toString());
    return new Element(name, more, children);
  }

  /** The same element in a class of the style sheet. */
  Element in(String styles) {
    return with("class", styles);
  }

  /** Writes the element. */
  void writeTo(StringBuilder page) {
    page.append('<').append(name);
    attributes.forEach(
        (key, value) ->
            page.append(' ')
                .append(key)
                .append("=\"")
                .append(escaped(value).replace("\"", "&quot;"))
                .append('"'));
    if (ALWAYS_EMPTY.contains(name)) {
      page.append("/>");
      return;
    }
    page.append('>');
    for (Object child : children) {
      if (child instanceof Element element) {
        element.writeTo(page);
      } else {
        page.append(escaped(child.toString()));
      }
    }
    page.append("</").append(name).append('>');
    if (Set.of("section", "p", "tr", "figure", "table", "h2", "h3", "div").contains(name)) {
      page.append('\n');
    }
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '\n', '\t' -> escaped.append(each);
        default -> escaped.append(each < ' ' ? '\uFFFD' : each);
      }
    }
    return escaped.toString();
  }
}
