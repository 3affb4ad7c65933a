package io.lazaret.lab.phantom;

/**
 * The vessels of a retina: from the disc, an artery and a vein to each quarter. They taper, wander
 * and branch; those to the temple bend around the macula.
 */
final class VesselTree {
  private static final double STEP = 0.02;
  private static final double THINNEST = 0.0022;
  private static final int DEEPEST = 3;

  /** An artery is thinner and lighter than its vein. */
  private static final double ARTERY = 0.7;

  private final Chance chance;
  private final Canvas canvas;
  private final double nasal;

  /**
   * @param canvas takes densities, up to 1 along the middle of a vein
   * @param nasal 1 when the nose is to the right, -1 to the left
   */
  VesselTree(Chance chance, Canvas canvas, double nasal) {
    this.chance = chance;
    this.canvas = canvas;
    this.nasal = nasal;
  }

  void grow(double x, double y) {
    for (int down = -1; down <= 1; down += 2) {
      for (double density : new double[] {1, ARTERY}) {
        double width = density * chance.uniform(0.0085, 0.0115);
        // Headings turn from the temple (0) downwards (a quarter turn), as if the disc lay left.
        double temple = down * chance.uniform(1.15, 1.55);
        branch(x, y, temple, -down * chance.uniform(0.04, 0.065), width, density, 0);
        double nose = down * chance.uniform(2.0, 2.7);
        branch(x, y, nose, down * chance.uniform(-0.01, 0.03), 0.75 * width, density, 0);
      }
    }
  }

  private void branch(
      double x, double y, double heading, double bend, double width, double density, int depth) {
    while (width > THINNEST && Math.hypot(x - 0.5, y - 0.5) < 0.55) {
      double toX = x - nasal * STEP * Math.cos(heading);
      double toY = y + STEP * Math.sin(heading);
      canvas.line(x, y, toX, toY, width, density);
      x = toX;
      y = toY;
      heading += bend + 0.10 * chance.gaussian();
      bend *= 0.96;
      width *= 0.975;
      if (depth < DEEPEST && chance.happens(0.08)) {
        double turn = chance.uniform(0.4, 0.9) * (chance.coin() ? 1 : -1);
        branch(x, y, heading + turn, -0.03 * turn, 0.7 * width, density, depth + 1);
        width *= 0.9;
      }
    }
  }
}
