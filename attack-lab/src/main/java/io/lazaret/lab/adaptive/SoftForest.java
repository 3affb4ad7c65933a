package io.lazaret.lab.adaptive;

import io.lazaret.core.detect.Forest;
import io.lazaret.core.detect.Forest.Node;
import java.util.Arrays;
import java.util.List;

/**
 * Trees have no gradient; these have: the very trees, but every split sends a row both ways, in
 * shares that are a logistic function of its distance from the threshold. How far a threshold
 * reaches is measured by how far its number spreads over ordinary rows.
 */
final class SoftForest implements SlopedScore {
  /** Where a split is undecided, in units of its number's spread: smaller is nearer the trees. */
  private static final double TEMPERATURE = 0.3;

  private final Forest forest;
  private final double[] reach;

  /**
   * @param rows of images that the trees were made for, at least two
   */
  SoftForest(Forest forest, double[][] rows) {
    this.forest = forest;
    this.reach = new double[forest.inputs()];
    for (int i = 0; i < reach.length; i++) {
      reach[i] = TEMPERATURE * spread(rows, i);
    }
  }

  /** Half of what the middle two thirds span, which no outlier moves; above 0. */
  private static double spread(double[][] rows, int input) {
    double[] sorted = Arrays.stream(rows).mapToDouble(row -> row[input]).sorted().toArray();
    int last = sorted.length - 1;
    double middle = sorted[(int) Math.round(0.84 * last)] - sorted[(int) Math.round(0.16 * last)];
    double whole = sorted[last] - sorted[0]; // a number may hardly ever differ
    return Math.max(middle / 2, 1e-3 * whole + 1e-9);
  }

  @Override
  public double value(double[] row) {
    return forest.score(row);
  }

  @Override
  public double followed(double[] row) {
    double sum = forest.bias();
    for (Forest.Tree tree : forest.trees()) {
      sum += values(tree.nodes(), row)[0];
    }
    return sum;
  }

  @Override
  public double[] slope(double[] row) {
    double[] slope = new double[row.length];
    for (Forest.Tree tree : forest.trees()) {
      addSlope(tree.nodes(), row, slope);
    }
    return slope;
  }

  /** What each node's subtree answers; children stand behind their parents. */
  private double[] values(List<Node> nodes, double[] row) {
    double[] values = new double[nodes.size()];
    for (int i = values.length - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.input() < 0) {
        values[i] = node.value();
      } else {
        double left = left(node, row);
        values[i] = left * values[node.left()] + (1 - left) * values[node.right()];
      }
    }
    return values;
  }

  private void addSlope(List<Node> nodes, double[] row, double[] slope) {
    double[] values = values(nodes, row);
    double[] arriving = new double[values.length];
    arriving[0] = 1;
    for (int i = 0; i < arriving.length; i++) {
      Node node = nodes.get(i);
      if (node.input() >= 0) {
        double left = left(node, row);
        arriving[node.left()] += arriving[i] * left;
        arriving[node.right()] += arriving[i] * (1 - left);
        slope[node.input()] +=
            arriving[i]
                * left
                * (1 - left)
                / reach[node.input()]
                * (values[node.right()] - values[node.left()]);
      }
    }
  }

  /** The share of a row that a split sends to the left. */
  private double left(Node node, double[] row) {
    return 1 / (1 + Math.exp((row[node.input()] - node.threshold()) / reach[node.input()]));
  }
}
