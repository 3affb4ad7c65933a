package io.lazaret.lab.phantom;

/** A closed outline around a centre: an ellipse with waves along it. */
final class Outline {
  private static final int WAVES = 6;

  /** The deepest notch, as a share of the radius that is left. */
  private static final double NOTCH = 0.35;

  private final double x;
  private final double y;
  private final double radius;
  private final double stretch;
  private final double cos;
  private final double sin;
  private final double[] even = new double[WAVES];
  private final double[] odd = new double[WAVES];

  /**
   * @param radius of the circle that has the area of the ellipse
   * @param aspect longer half axis to shorter one, at least 1
   * @param waviness deviation of the heights of the waves, as a share of the radius; those with
   *     more waves around are lower
   */
  Outline(Chance chance, double x, double y, double radius, double aspect, double waviness) {
    this.x = x;
    this.y = y;
    this.radius = radius;
    this.stretch = Math.sqrt(aspect);
    double angle = chance.angle();
    this.cos = Math.cos(angle);
    this.sin = Math.sin(angle);
    for (int i = 0; i < WAVES; i++) {
      double height = waviness * chance.gaussian() / Math.sqrt(i + 1.0);
      double phase = chance.angle();
      even[i] = height * Math.cos(phase);
      odd[i] = -height * Math.sin(phase);
    }
  }

  /** 0 at the centre, 1 on the outline. */
  double distance(double u, double v) {
    double along = ((u - x) * cos + (v - y) * sin) / stretch;
    double across = ((v - y) * cos - (u - x) * sin) * stretch;
    double away = Math.max(1e-9, Math.sqrt(along * along + across * across));
    double edge = 1;
    double c = 1;
    double s = 0;
    for (int i = 0; i < WAVES; i++) { // cosine and sine of the next multiple of the direction
      double next = (c * along - s * across) / away;
      s = (s * along + c * across) / away;
      c = next;
      edge += even[i] * c + odd[i] * s;
    }
    return away / (radius * Math.max(NOTCH, edge));
  }
}
