package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What decision-based attacks share: find any image that is answered as wanted, go from there
 * straight to the boundary, then walk along it towards the image. Each phase is a state that asks
 * about a point and says which state follows. The search ends when it has come within the threat
 * model.
 */
abstract class DecisionSearch implements Search<Boolean> {
  /** The share of the budget that may go into finding a start. */
  private static final int STARTING = 4;

  /** One phase of the search. */
  interface Phase {
    float[] point();

    @Nullable Phase told(boolean reached);
  }

  final float[] image;
  final ThreatModel threat;
  final SplittableRandom random;
  private final Nearest nearest;
  private final double precision;
  private Phase phase;
  private boolean finished;

  /**
   * @param precision where the way to the boundary is short enough, as a share of the distance
   */
  DecisionSearch(
      float[] image,
      Geometry geometry,
      ThreatModel threat,
      SplittableRandom random,
      int budget,
      double precision) {
    this.image = image;
    this.threat = threat;
    this.random = random;
    this.precision = precision;
    nearest = new Nearest(threat.norm(), image);
    phase = new Looking(budget, new Starts(image, geometry, random));
  }

  /** What follows when a point on the far side of the boundary, close to it, was found. */
  abstract Phase fromBoundary(float[] point);

  @Override
  public final boolean finished() {
    return finished;
  }

  @Override
  public final float[] point() {
    return phase.point();
  }

  @Override
  public final void told(Boolean reached) {
    float[] asked = phase.point();
    if (reached) {
      nearest.offer(asked);
    }
    Phase next = phase.told(reached);
    phase = next == null ? phase : next;
    finished = next == null || nearest.found() && threat.allows(nearest.image(), image);
  }

  @Override
  public final float[] result() {
    return nearest.within(threat);
  }

  /** The way from the image straight to a point beyond the boundary. */
  final Phase approach(float[] beyond) {
    return new Approaching(beyond);
  }

  /** First the image itself, which may be answered as wanted already; then possible starts. */
  private final class Looking implements Phase {
    private final Starts starts;
    private int left;
    private float[] point = image;

    private Looking(int budget, Starts starts) {
      this.starts = starts;
      left = Math.max(1, budget / STARTING);
    }

    @Override
    public float[] point() {
      return point;
    }

    @Override
    public @Nullable Phase told(boolean reached) {
      if (reached) {
        return new Approaching(point);
      }
      point = starts.next();
      return left-- > 0 ? this : null;
    }
  }

  /**
   * Bisection: along the straight line (L2), or by holding the point to less and less change of any
   * sample (Linf).
   */
  private final class Approaching implements Phase {
    private float[] beyond;
    private double low;
    private double high;

    private Approaching(float[] beyond) {
      this.beyond = beyond;
      high = threat.norm().distance(beyond, image);
    }

    @Override
    public float[] point() {
      double middle = (low + high) / 2;
      if (threat.norm() == Norm.L2) {
        return Samples.blend(image, beyond, middle / threat.norm().distance(beyond, image));
      }
      float[] held = beyond.clone();
      threat.norm().project(held, image, middle);
      return held;
    }

    @Override
    public Phase told(boolean reached) {
      if (reached) {
        beyond = point();
        high = threat.norm().distance(beyond, image);
      } else {
        low = (low + high) / 2;
      }
      return high - low > precision * high ? this : fromBoundary(beyond);
    }
  }
}
