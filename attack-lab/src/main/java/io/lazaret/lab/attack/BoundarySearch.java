package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;
import java.util.SplittableRandom;

/** The boundary attack on one image: a step around the image, then one towards it. */
final class BoundarySearch extends DecisionSearch {
  /** How near to the boundary the walk begins, as a share of the distance. */
  private static final double PRECISION = 0.01;

  /** Lengthens a step that worked as it shortens one that did not: balance at every other. */
  private static final double AROUND = 1.1;

  /** Balance where a quarter of the steps towards the image work, as in the paper. */
  private static final double TOWARDS_MORE = 1.33;

  private static final double TOWARDS_LESS = 0.91;

  private double around;
  private double towards;

  BoundarySearch(
      BoundaryAttack attack,
      float[] image,
      Geometry geometry,
      ThreatModel threat,
      SplittableRandom random) {
    super(image, geometry, threat, random, attack.budget(), PRECISION);
    around = attack.firstStep();
    towards = attack.firstStep();
  }

  @Override
  Phase fromBoundary(float[] point) {
    return new Around(point);
  }

  /** A random step at the same distance from the image. */
  private final class Around implements Phase {
    private final float[] from;
    private float[] point;

    private Around(float[] from) {
      this.from = from;
      point = step();
    }

    private float[] step() {
      float[] way = Samples.difference(image, from);
      double distance = Norm.L2.dual(way);
      float[] direction = Samples.gaussian(way.length, random);
      double along = 0;
      for (int i = 0; i < direction.length; i++) {
        along += direction[i] * way[i] / (distance * distance);
      }
      for (int i = 0; i < direction.length; i++) {
        direction[i] -= (float) (along * way[i]);
      }
      Norm.L2.step(way, direction, around * distance);
      float[] step = image.clone();
      Norm.L2.step(step, way, distance);
      return Samples.clip(step);
    }

    @Override
    public float[] point() {
      return point;
    }

    @Override
    public Phase told(boolean reached) {
      around *= reached ? AROUND : 1 / AROUND;
      return reached ? new Towards(from, point) : new Around(from);
    }
  }

  /** A step from the new point towards the image. */
  private final class Towards implements Phase {
    private final float[] from;
    private final float[] point;

    private Towards(float[] from, float[] around) {
      this.from = from;
      point = Samples.blend(around, image, Math.min(0.9, towards));
    }

    @Override
    public float[] point() {
      return point;
    }

    @Override
    public Phase told(boolean reached) {
      towards *= reached ? TOWARDS_MORE : TOWARDS_LESS;
      return new Around(reached ? point : from);
    }
  }
}
