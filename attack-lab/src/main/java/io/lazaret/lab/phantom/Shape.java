package io.lazaret.lab.phantom;

/** A weight for every position; positions run from 0 to 1 over the image, from its top left. */
@FunctionalInterface
interface Shape {
  double at(double u, double v);

  /** As this one, so many times as strong. */
  default Shape times(double factor) {
    return (u, v) -> factor * at(u, v);
  }

  /** As strong as this one and another together. */
  default Shape and(Shape other) {
    return (u, v) -> at(u, v) + other.at(u, v);
  }

  /** 1 at the centre, falling as a normal distribution does; 1/e at the radius. */
  static Shape bell(double x, double y, double radius) {
    return (u, v) -> Math.exp(-squares(u - x, v - y) / (radius * radius));
  }

  /** 1 well inside a circle, 0 well outside; a sharp edge has a sharpness of 20 and more. */
  static Shape disc(double x, double y, double radius, double sharpness) {
    return (u, v) -> edge(Math.sqrt(squares(u - x, v - y)) / radius, sharpness);
  }

  /** A line from one point to another, 1 along its middle, 1/e at a width to either side. */
  static Shape stroke(double x, double y, double toX, double toY, double width) {
    double du = toX - x;
    double dv = toY - y;
    double length = Math.max(1e-12, squares(du, dv));
    return (u, v) -> {
      double along = Math.max(0, Math.min(1, ((u - x) * du + (v - y) * dv) / length));
      double away = squares(u - x - along * du, v - y - along * dv);
      return away < 9 * width * width ? Math.exp(-away / (width * width)) : 0;
    };
  }

  /** 1 well before an edge at distance 1, 0 well behind it. */
  static double edge(double distance, double sharpness) {
    return 1 / (1 + Math.exp(sharpness * (distance - 1)));
  }

  private static double squares(double a, double b) {
    return a * a + b * b;
  }
}
