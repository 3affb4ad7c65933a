package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;
import java.util.SplittableRandom;

/** HopSkipJump on one image: estimate a direction, jump along it, approach the boundary again. */
final class HopSkipJumpSearch extends DecisionSearch {
  private final HopSkipJump attack;
  private int round;

  HopSkipJumpSearch(
      HopSkipJump attack,
      float[] image,
      Geometry geometry,
      ThreatModel threat,
      SplittableRandom random) {
    super(
        image,
        geometry,
        threat,
        random,
        attack.budget(),
        attack.noise() / Math.sqrt(geometry.size()));
    this.attack = attack;
  }

  @Override
  Phase fromBoundary(float[] point) {
    round++;
    return new Estimating(point);
  }

  /** Asks about random points around a point on the boundary. */
  private final class Estimating implements Phase {
    private final float[] boundary;
    private final double radius;
    private final int samples = (int) (attack.firstSamples() * Math.sqrt(round));
    private final double[] wanted;
    private final double[] unwanted;
    private int yes;
    private int asked;
    private float[] point;

    private Estimating(float[] boundary) {
      this.boundary = boundary;
      radius = attack.noise() * Norm.L2.distance(boundary, image);
      wanted = new double[image.length];
      unwanted = new double[image.length];
      point = around();
    }

    private float[] around() {
      float[] around = boundary.clone();
      Norm.L2.step(around, Samples.gaussian(boundary.length, random), radius);
      return Samples.clip(around);
    }

    @Override
    public float[] point() {
      return point;
    }

    @Override
    public Phase told(boolean reached) {
      double[] sum = reached ? wanted : unwanted;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (double) point[i] - boundary[i];
      }
      yes += reached ? 1 : 0;
      asked++;
      point = around();
      return asked < samples ? this : new Jumping(boundary, direction());
    }

    /** The mean of the directions weighed by their answers, less the answers' own mean. */
    private float[] direction() {
      double share = (double) yes / asked;
      boolean divided = yes > 0 && yes < asked;
      float[] direction = new float[wanted.length];
      for (int i = 0; i < direction.length; i++) {
        double weighed =
            divided ? (1 - share) * wanted[i] - share * unwanted[i] : wanted[i] - unwanted[i];
        direction[i] = (float) weighed;
      }
      return direction;
    }
  }

  /** Goes from the boundary along a direction, half as far until the answer is as wanted. */
  private final class Jumping implements Phase {
    /** Halvings after which the estimate is taken to be worthless. */
    private static final int MOST_HALVINGS = 15;

    private final float[] boundary;
    private final float[] direction;
    private double length;
    private int halvings;

    private Jumping(float[] boundary, float[] direction) {
      this.boundary = boundary;
      this.direction = direction;
      length = threat.norm().distance(boundary, image) / Math.sqrt(round);
    }

    @Override
    public float[] point() {
      float[] jump = boundary.clone();
      threat.norm().step(jump, direction, length);
      return Samples.clip(jump);
    }

    @Override
    public Phase told(boolean reached) {
      if (reached) {
        return approach(point());
      }
      length /= 2;
      halvings++;
      return halvings < MOST_HALVINGS ? this : fromBoundary(boundary);
    }
  }
}
