package io.lazaret.lab.attack;

import org.jspecify.annotations.Nullable;

/** Square on one image: the image itself, a first point, then squares as long as they help. */
final class SquareSearch implements Search<Double> {
  /** Questions, of 10,000, after which the squares' share is halved. */
  private static final int[] HALVINGS = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

  private final SquareAttack attack;
  private final Squares squares;
  private @Nullable Best best;
  private @Nullable Best walk;
  private float[] point;
  private int asked;

  SquareSearch(SquareAttack attack, Squares squares) {
    this.attack = attack;
    this.squares = squares;
    point = squares.image();
  }

  @Override
  public boolean finished() {
    return best != null && best.reached();
  }

  @Override
  public float[] point() {
    return point;
  }

  @Override
  public void told(Double margin) {
    asked++;
    if (best == null) {
      best = new Best(point, margin);
      point = squares.first();
      return;
    }
    best.offer(point, margin);
    if (walk == null) {
      walk = new Best(point, margin);
    } else {
      walk.offer(point, margin);
    }
    point = squares.propose(walk.image(), share());
  }

  private double share() {
    int of10000 = (int) (asked * 10000L / attack.budget());
    double share = attack.firstShare();
    for (int halving : HALVINGS) {
      share /= of10000 > halving ? 2 : 1;
    }
    return share;
  }

  @Override
  public float[] result() {
    return best == null ? point : best.image();
  }
}
