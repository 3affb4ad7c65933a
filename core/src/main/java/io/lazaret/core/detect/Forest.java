package io.lazaret.core.detect;

import java.util.List;

/**
 * A sum of binary decision trees. Comparisons are made in single precision, as the library that
 * grows the trees does.
 *
 * @param inputs the length of the rows that it takes
 * @param bias added to the sum
 * @param trees at least one
 */
public record Forest(int inputs, double bias, List<Tree> trees) implements ScoreFunction {

  /**
   * One tree.
   *
   * @param nodes the root first; children stand behind their parents
   */
  public record Tree(List<Node> nodes) {
    public Tree {
      nodes = List.copyOf(nodes);
      if (nodes.isEmpty()) {
        throw new IllegalArgumentException("a tree without a root");
      }
      for (int i = 0; i < nodes.size(); i++) {
        Node node = nodes.get(i);
        if (!node.leaf()
            && (node.left() <= i
                || node.right() <= i
                || node.left() >= nodes.size()
                || node.right() >= nodes.size())) {
          throw new IllegalArgumentException("node " + i + " has no children behind it");
        }
      }
    }

    double value(double[] row) {
      Node node = nodes.get(0);
      while (!node.leaf()) {
        node = nodes.get((float) row[node.input()] < node.threshold() ? node.left() : node.right());
      }
      return node.value();
    }
  }

  /**
   * A split, or a leaf.
   *
   * @param input which number of the row is compared; -1 for a leaf
   * @param threshold a number below it goes left
   * @param left index of the left child
   * @param right index of the right child
   * @param value what a leaf adds to the score
   */
  public record Node(int input, float threshold, int left, int right, double value) {
    boolean leaf() {
      return input < 0;
    }

    public Node {
      if (!Double.isFinite(value) || Float.isNaN(threshold)) {
        throw new IllegalArgumentException("a leaf of " + value + ", a threshold of " + threshold);
      }
    }

    /** A leaf of a value. */
    public static Node leaf(double value) {
      return new Node(-1, 0, 0, 0, value);
    }
  }

  public Forest {
    trees = List.copyOf(trees);
    if (!Double.isFinite(bias)) {
      throw new IllegalArgumentException("a bias of " + bias);
    }
    if (trees.isEmpty()) {
      throw new IllegalArgumentException("a forest of no trees");
    }
    for (Tree tree : trees) {
      for (Node node : tree.nodes()) {
        if (node.input() >= inputs) {
          throw new IllegalArgumentException(
              "a tree looks at number " + node.input() + " of a row of " + inputs);
        }
      }
    }
  }

  @Override
  public double score(double[] row) {
    if (row.length != inputs) {
      throw new IllegalArgumentException(row.length + " numbers for a forest of " + inputs);
    }
    double score = bias;
    for (double number : row) { // a comparison with NaN would pass for an answer
      if (!Double.isFinite(number)) {
        return Double.NaN;
      }
    }
    for (Tree tree : trees) {
      score += tree.value(row);
    }
    return score;
  }
}
