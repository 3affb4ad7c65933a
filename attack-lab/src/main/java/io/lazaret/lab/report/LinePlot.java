package io.lazaret.lab.report;

import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shares against something that has a few values, in equal steps.
 *
 * @param title for who cannot see it
 * @param below what the values are
 * @param values of the horizontal axis
 * @param lines at most {@value Svg#COLOURS} are told apart by colour
 * @param reference a share that is marked across
 * @param top the largest share of the vertical axis
 */
record LinePlot(
    String title,
    String below,
    List<String> values,
    List<Line> lines,
    Optional<Double> reference,
    double top) {
  private static final double WIDTH = 520;
  private static final double HEIGHT = 280;
  private static final double LEFT = 46;
  private static final double BOTTOM = 236;

  /**
   * A line.
   *
   * @param shares one for each value of the axis; null where there is none
   */
  record Line(String name, List<Estimate> shares) {}

  /** The plot and its legend. */
  List<Element> draw() {
    Axis up = new Axis(0, top, BOTTOM, 14);
    List<Element> shapes = new ArrayList<>();
    for (double tick : up.ticks(4)) {
      shapes.add(Svg.line(LEFT, up.at(tick), WIDTH - 10, up.at(tick), "grid"));
      shapes.add(Svg.text(LEFT - 8, up.at(tick) + 4, Numbers.percent(tick), "tick end"));
    }
    for (int i = 0; i < values.size(); i++) {
      shapes.add(Svg.text(x(i), BOTTOM + 18, values.get(i), "tick middle"));
    }
    shapes.add(Svg.text((LEFT + WIDTH) / 2, BOTTOM + 38, below, "axis middle"));
    reference.ifPresent(
        share -> shapes.add(Svg.line(LEFT, up.at(share), WIDTH - 10, up.at(share), "reference")));
    for (int i = 0; i < lines.size(); i++) {
      shapes.addAll(draw(i, up));
    }
    List<Element> all = new ArrayList<>(Svg.legend(lines.stream().map(Line::name).toList()));
    all.add(Svg.picture(WIDTH, HEIGHT, title, shapes));
    return all;
  }

  /** Lines stand a little apart, so that intervals do not hide one another. */
  private List<Element> draw(int number, Axis up) {
    List<Element> shapes = new ArrayList<>();
    StringBuilder points = new StringBuilder();
    List<Estimate> shares = lines.get(number).shares();
    double aside = 4 * (number - (lines.size() - 1) / 2.0);
    for (int i = 0; i < shares.size(); i++) {
      if (shares.get(i) != null) {
        double y = up.at(shares.get(i).value());
        points.append(Axis.place(x(i) + aside)).append(',').append(Axis.place(y)).append(' ');
        shapes.addAll(Svg.upright(x(i) + aside, shares.get(i), up, Svg.series(number)));
      }
    }
    shapes.add(
        0,
        Element.of("polyline")
            .with("points", points.toString().strip())
            .in("curve " + Svg.series(number)));
    return shapes;
  }

  private double x(int value) {
    double step = (WIDTH - 10 - LEFT) / values.size();
    return LEFT + step * (value + 0.5);
  }
}
