package io.lazaret.lab.report;

import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Numbers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tables: of rows, and of shares as heat. */
final class Table {
  private Table() {}

  /** A table whose columns sort when their heads are clicked. */
  static Element of(List<String> heads, List<List<String>> rows) {
    List<Element> body = new ArrayList<>();
    for (List<String> row : rows) {
      body.add(Element.of("tr", row.stream().map(cell -> Element.of("td", cell)).toList()));
    }
    return scrolling(heads, body, "sortable");
  }

  /** A table of names and what they stand for. */
  static Element facts(List<List<String>> rows) {
    Element table = of(List.of("what", "value"), rows);
    return Element.of("div", table).in("facts");
  }

  /** A row of a heat table: shares are null where there is none. */
  record HeatRow(String name, List<Estimate> shares, int n) {}

  /**
   * Shares from pale to deep, each with its interval.
   *
   * @param full the share that is coloured deepest
   * @param percent whether shares are written in percent
   */
  static Element heat(
      String corner, List<String> heads, List<HeatRow> rows, double full, boolean percent) {
    List<String> all = new ArrayList<>(List.of(corner));
    heads.forEach(head -> all.add(head.replace("+", "+\u200b"))); // may be broken there
    all.add("n");
    List<Element> body = new ArrayList<>();
    for (HeatRow row : rows) {
      List<Element> cells = new ArrayList<>();
      cells.add(Element.of("th", row.name()));
      row.shares().forEach(share -> cells.add(cell(share, full, percent)));
      cells.add(Element.of("td", Integer.toString(row.n())).in("n"));
      body.add(Element.of("tr", cells));
    }
    return scrolling(all, body, full < 1 ? "heat alarm" : "heat");
  }

  private static Element cell(@Nullable Estimate share, double full, boolean percent) {
    if (share == null) {
      return Element.of("td", Numbers.NONE).in("none");
    }
    String text = percent ? Numbers.percent(share) : Numbers.number(share);
    int space = text.indexOf(' ');
    double depth = Math.max(0, Math.min(1, percent ? share.value() / full : 2 * share.value() - 1));
    return Element.of(
            "td",
            Element.of("b", text.substring(0, space)),
            Element.of("small", text.substring(space + 1).replaceAll("[()%]", "").strip()))
        .in(depth > 0.55 ? "deep" : "pale")
        .with("style", "--heat:" + Math.round(100 * depth) + "%");
  }

  private static Element scrolling(List<String> heads, List<Element> body, String styles) {
    List<Element> cells = heads.stream().map(head -> Element.of("th", head)).toList();
    return Element.of(
            "div",
            Element.of(
                    "table",
                    Element.of("thead", Element.of("tr", cells)),
                    Element.of("tbody", body))
                .in(styles))
        .in("scroll");
  }
}
