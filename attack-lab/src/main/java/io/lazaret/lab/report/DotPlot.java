package io.lazaret.lab.report;

import io.lazaret.lab.evaluate.Estimate;
import io.lazaret.lab.evaluate.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shares with their intervals, a line of text to each group of them.
 *
 * @param title for who cannot see it
 * @param series what the colours mean
 * @param rows from the top
 * @param reference a share that is marked
 * @param bottom the smallest share of the axis
 * @param top the largest share of the axis
 */
record DotPlot(
    String title,
    List<String> series,
    List<Row> rows,
    Optional<Double> reference,
    double bottom,
    double top) {
  private static final double WIDTH = 940;
  private static final double LEFT = 190;
  private static final double RIGHT = 660;
  private static final double STEP = 15;
  private static final double TOP = 12;

  /**
   * A row.
   *
   * @param shares one for each series; null where there is none
   * @param note what stands behind the numbers, such as n
   */
  record Row(String name, List<Estimate> shares, String note) {}

  /** The plot and its legend. */
  List<Element> draw() {
    Axis along = new Axis(bottom, top, LEFT, RIGHT);
    double end = TOP + rows.stream().mapToDouble(DotPlot::height).sum();
    List<Element> shapes = new ArrayList<>();
    for (double tick : along.ticks(4)) {
      shapes.add(Svg.line(along.at(tick), TOP, along.at(tick), end, "grid"));
      shapes.add(Svg.text(along.at(tick), end + 16, Numbers.percent(tick), "tick middle"));
    }
    reference.ifPresent(
        share -> shapes.add(Svg.line(along.at(share), TOP, along.at(share), end, "reference")));
    double y = TOP;
    for (Row row : rows) {
      shapes.addAll(draw(row, y, along));
      y += height(row);
    }
    List<Element> all = new ArrayList<>(Svg.legend(series));
    all.add(Svg.picture(WIDTH, end + 26, title, shapes));
    return all;
  }

  private static double height(Row row) {
    return Math.max(1, row.shares().size()) * STEP + 9;
  }

  private List<Element> draw(Row row, double top, Axis along) {
    List<Element> shapes = new ArrayList<>();
    double middle = top + height(row) / 2;
    shapes.add(Svg.line(0, top, WIDTH, top, "rule"));
    shapes.add(Svg.text(0, middle + 4, row.name(), "label"));
    shapes.add(Svg.text(WIDTH, middle + 4, row.note(), "tick end"));
    for (int i = 0; i < row.shares().size(); i++) {
      double y = top + 4.5 + STEP * (i + 0.5);
      Estimate share = row.shares().get(i);
      if (share != null) {
        shapes.addAll(Svg.lying(y, share, along, Svg.series(i)));
      }
      shapes.add(Svg.text(RIGHT + 14, y + 4, Numbers.percent(share), "value"));
    }
    return shapes;
  }
}
