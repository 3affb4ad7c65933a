package io.lazaret.lab.report;

import io.lazaret.lab.evaluate.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Points in a plane. The picture reaches as far as all but one in a hundred points of any cloud;
 * what lies beyond is drawn at its border.
 *
 * @param title for who cannot see it
 * @param below what the horizontal axis is
 * @param left what the vertical axis is
 * @param clouds drawn one over another, the first below
 */
record ScatterPlot(String title, String below, String left, List<Cloud> clouds) {
  private static final double SIZE = 460;
  private static final double BORDER = 30;

  /** Points, two numbers each. */
  record Cloud(String name, double[][] points) {}

  /** The plot and its legend. */
  List<Element> draw() {
    Axis along = axis(0, BORDER, SIZE - 8);
    Axis up = axis(1, SIZE - BORDER, 8);
    List<Element> shapes = new ArrayList<>();
    shapes.add(Svg.line(BORDER, SIZE - BORDER, SIZE - 8, SIZE - BORDER, "frame"));
    shapes.add(Svg.line(BORDER, SIZE - BORDER, BORDER, 8, "frame"));
    for (int i = 0; i < clouds.size(); i++) {
      for (double[] point : clouds.get(i).points()) {
        shapes.add(Svg.dot(along.at(point[0]), up.at(point[1]), 3, "point " + Svg.series(i)));
      }
    }
    shapes.add(Svg.text((BORDER + SIZE) / 2, SIZE - 10, below, "axis middle"));
    shapes.add(
        Svg.text(0, 0, left, "axis middle")
            .with("transform", "translate(18," + Numbers.plain(SIZE / 2) + ") rotate(-90)"));
    List<Element> all =
        new ArrayList<>(
            Svg.legend(
                clouds.stream()
                    .map(cloud -> cloud.name() + " (n = " + cloud.points().length + ")")
                    .toList()));
    all.add(Svg.picture(SIZE, SIZE, title, shapes));
    return all;
  }

  private Axis axis(int coordinate, double start, double end) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Cloud cloud : clouds) {
      double[] sorted =
          Arrays.stream(cloud.points()).mapToDouble(point -> point[coordinate]).sorted().toArray();
      if (sorted.length > 0) {
        low = Math.min(low, sorted[sorted.length / 100]);
        high = Math.max(high, sorted[sorted.length - 1 - sorted.length / 100]);
      }
    }
    double margin = high > low ? 0.04 * (high - low) : 1;
    return high >= low
        ? new Axis(low - margin, high + margin, start, end)
        : new Axis(0, 1, start, end);
  }
}
