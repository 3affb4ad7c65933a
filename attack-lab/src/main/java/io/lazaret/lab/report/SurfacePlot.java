package io.lazaret.lab.report;

import io.lazaret.lab.evaluate.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A function of two lengths as a field of cells, pale to deep.
 *
 * @param title for who cannot see it
 * @param below what the horizontal axis is
 * @param left what the vertical axis is
 * @param steps of both axes
 * @param values a row for each step upwards, a column for each to the right
 * @param top the value of the deepest colour, above 0
 */
record SurfacePlot(
    String title,
    String below,
    String left,
    List<Double> steps,
    List<List<Double>> values,
    double top) {
  private static final double SIZE = 300;
  private static final double BORDER = 44;

  List<Element> draw() {
    double cell = (SIZE - BORDER) / steps.size();
    List<Element> shapes = new ArrayList<>();
    for (int row = 0; row < values.size(); row++) {
      double y = SIZE - BORDER - (row + 1) * cell;
      for (int column = 0; column < values.get(row).size(); column++) {
        double value = values.get(row).get(column);
        shapes.add(cell(BORDER + column * cell, y, cell, value));
      }
      shapes.add(Svg.text(BORDER - 6, y + cell / 2 + 4, Numbers.plain(steps.get(row)), "tick end"));
      shapes.add(
          Svg.text(
              BORDER + (row + 0.5) * cell,
              SIZE - BORDER + 15,
              Numbers.plain(steps.get(row)),
              "tick middle"));
    }
    shapes.add(Svg.text((SIZE + BORDER) / 2, SIZE - 10, below, "axis middle"));
    shapes.add(
        Svg.text(0, 0, left, "axis middle")
            .with(
                "transform",
                "translate(14," + Numbers.plain((SIZE - BORDER) / 2) + ") rotate(-90)"));
    return List.of(Svg.picture(SIZE, SIZE, title, shapes));
  }

  private Element cell(double x, double y, double size, double value) {
    long depth = Math.round(100 * Math.max(0, Math.min(1, value / top)));
    return Element.of("rect", Element.of("title", String.format(Locale.ROOT, "%.3f", value)))
        .with("x", Axis.place(x))
        .with("y", Axis.place(y))
        .with("width", Axis.place(size - 1))
        .with("height", Axis.place(size - 1))
        .with("style", "--heat:" + depth + "%")
        .in("cell");
  }
}
