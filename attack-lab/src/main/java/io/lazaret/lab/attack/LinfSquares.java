package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;
import java.util.SplittableRandom;

/** Square's proposals under the largest change: stripes, then squares of epsilon up or down. */
final class LinfSquares implements Squares {
  private final float[] image;
  private final Geometry geometry;
  private final ThreatModel threat;
  private final SplittableRandom random;

  LinfSquares(float[] image, Geometry geometry, ThreatModel threat, SplittableRandom random) {
    this.image = image;
    this.geometry = geometry;
    this.threat = threat;
    this.random = random;
  }

  @Override
  public float[] image() {
    return image;
  }

  @Override
  public float[] first() {
    float[] point = image.clone();
    for (int channel = 0; channel < geometry.channels(); channel++) {
      for (int x = 0; x < geometry.width(); x++) {
        shift(point, new Window(channel, 0, x, geometry.height(), 1), sign());
      }
    }
    threat.project(point, image);
    return point;
  }

  @Override
  public float[] propose(float[] best, double share) {
    float[] point = best.clone();
    int side = Window.side(geometry, share, 1);
    Window window = Window.random(geometry, side, random);
    for (int channel = 0; channel < geometry.channels(); channel++) {
      shift(point, window.in(channel), sign());
    }
    threat.project(point, image);
    return point;
  }

  private void shift(float[] point, Window window, int sign) {
    window.forEach(
        geometry, index -> point[index] = (float) (image[index] + sign * threat.epsilon()));
  }

  private int sign() {
    return random.nextBoolean() ? 1 : -1;
  }
}
