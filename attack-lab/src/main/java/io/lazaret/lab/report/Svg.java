package io.lazaret.lab.report;

import io.lazaret.lab.evaluate.Estimate;
import java.util.ArrayList;
import java.util.List;

/** The pieces that plots are drawn from. Colours come from the style sheet. */
final class Svg {
  /** Colours of the style sheet for series. */
  static final int COLOURS = 6;

  private Svg() {}

  /** A picture that grows with the page. */
  static Element picture(double width, double height, String title, List<Element> shapes) {
    return Element.of("svg", Element.of("title", title), shapes)
        .with("viewBox", "0 0 " + Axis.place(width) + " " + Axis.place(height))
        .with("role", "img")
        .with("style", "max-width:" + Axis.place(width) + "px");
  }

  static Element line(double x1, double y1, double x2, double y2, String styles) {
    return Element.of("line")
        .with("x1", Axis.place(x1))
        .with("y1", Axis.place(y1))
        .with("x2", Axis.place(x2))
        .with("y2", Axis.place(y2))
        .in(styles);
  }

  static Element text(double x, double y, String text, String styles) {
    return Element.of("text", text).with("x", Axis.place(x)).with("y", Axis.place(y)).in(styles);
  }

  static Element dot(double x, double y, double radius, String styles) {
    return Element.of("circle")
        .with("cx", Axis.place(x))
        .with("cy", Axis.place(y))
        .with("r", Axis.place(radius))
        .in(styles);
  }

  /** The class of a series. */
  static String series(int number) {
    return "s" + number % COLOURS;
  }

  /** A number with its interval, along a vertical axis. */
  static List<Element> upright(double x, Estimate estimate, Axis axis, String styles) {
    List<Element> shapes = new ArrayList<>();
    shapes.add(
        line(
            x, axis.at(estimate.low()), x, axis.at(estimate.high()), "interval upright " + styles));
    shapes.add(dot(x, axis.at(estimate.value()), 3.5, "dot " + styles));
    return shapes;
  }

  /** A number with its interval, along a horizontal axis. */
  static List<Element> lying(double y, Estimate estimate, Axis axis, String styles) {
    List<Element> shapes = new ArrayList<>();
    shapes.add(line(axis.at(estimate.low()), y, axis.at(estimate.high()), y, "interval " + styles));
    shapes.add(dot(axis.at(estimate.value()), y, 4, "dot " + styles));
    return shapes;
  }

  /** What each colour means; nothing when there is one series only. */
  static List<Element> legend(List<String> series) {
    if (series.size() < 2) {
      return List.of();
    }
    List<Element> entries = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      entries.add(Element.of("span", Element.of("i", "").in("key " + series(i)), series.get(i)));
    }
    return List.of(Element.of("div", entries).in("legend"));
  }
}
