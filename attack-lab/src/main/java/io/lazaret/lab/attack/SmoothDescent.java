package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.ResampleKernel;
import io.lazaret.core.model.Resampling;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Projected gradient descent among smooth changes: those of a coarser grid, interpolated bilinearly
 * between its points (in the manner of Guo et al., UAI 2019, and Sharma et al., IJCAI 2019, who
 * take the low frequencies of the cosine transform). What is changed so survives blurs, small
 * shifts and JPEG, and with it whoever looks for what these take away; it succeeds less often. The
 * best point that was seen counts.
 *
 * @param name the name in recipes and reports
 * @param steps gradient steps, at least 1
 * @param relativeStep the length of a step in units of epsilon, above 0
 * @param cell samples of the image, along each side, for a point of the grid; at least 2
 * @param loss what the steps raise
 */
public record SmoothDescent(String name, int steps, double relativeStep, int cell, Loss loss)
    implements Attack {
  public SmoothDescent {
    if (steps < 1 || cell < 2) {
      throw new IllegalArgumentException(
          "at least one step and cells of 2, not " + steps + " and " + cell);
    }
    if (!(relativeStep > 0)) {
      throw new IllegalArgumentException("the step must be positive, not " + relativeStep);
    }
  }

  @Override
  public double passes(int classes) {
    return GRADIENT * steps + 2.0;
  }

  @Override
  public float[][] perturb(
      WhiteBoxModel model, float[][] images, List<Goal> goals, ThreatModel threat, long seed) {
    Grid grid = Grid.of(model.geometry(), cell);
    List<SplittableRandom> randoms = Randomness.of(images, seed);
    Walk[] walks = new Walk[images.length];
    float[][] clean = model.logits(images);
    for (int i = 0; i < images.length; i++) {
      Best best = new Best(images[i], goals.get(i).margin(clean[i]));
      walks[i] = new Walk(grid, images[i], threat, randoms.get(i), best);
    }
    Objective objective = Objective.direction(goals, loss);
    for (int step = 0; step < steps; step++) {
      Gradients gradients = model.gradient(points(walks), objective);
      for (int i = 0; i < walks.length; i++) {
        walks[i].see(goals.get(i).margin(gradients.logits()[i]));
        walks[i].step(gradients.byImage()[i], relativeStep);
      }
    }
    float[][] last = model.logits(points(walks));
    for (int i = 0; i < walks.length; i++) {
      walks[i].see(goals.get(i).margin(last[i]));
    }
    return Arrays.stream(walks).map(walk -> walk.best.image()).toArray(float[][]::new);
  }

  private static float[][] points(Walk[] walks) {
    return Arrays.stream(walks).map(walk -> walk.point).toArray(float[][]::new);
  }

  /** The coarse grid of a channel, and its way to the image's samples. */
  private record Grid(Geometry image, int size, Resampling interpolation) {
    static Grid of(Geometry image, int cell) {
      int height = Math.max(1, Math.round((float) image.height() / cell));
      int width = Math.max(1, Math.round((float) image.width() / cell));
      return new Grid(
          image,
          height * width,
          ResampleKernel.BILINEAR.resampling(height, width, image.height(), image.width()));
    }

    float[] interpolated(float[] field) {
      float[] change = new float[image.size()];
      int plane = image.height() * image.width();
      for (int channel = 0; channel < image.channels(); channel++) {
        float[] coarse = Arrays.copyOfRange(field, channel * size, (channel + 1) * size);
        System.arraycopy(interpolation.apply(coarse), 0, change, channel * plane, plane);
      }
      return change;
    }

    float[] transposed(float[] gradient) {
      float[] field = new float[image.channels() * size];
      int plane = image.height() * image.width();
      for (int channel = 0; channel < image.channels(); channel++) {
        float[] fine = Arrays.copyOfRange(gradient, channel * plane, (channel + 1) * plane);
        System.arraycopy(interpolation.transposed(fine), 0, field, channel * size, size);
      }
      return field;
    }
  }

  /** One image on its way. */
  private final class Walk {
    private final Grid grid;
    private final float[] image;
    private final ThreatModel threat;

    /** How far the grid's points may go: a point stands for a cell of samples. */
    private final double reach;

    private final float[] field;
    private final Best best;
    private float[] point;

    Walk(Grid grid, float[] image, ThreatModel threat, SplittableRandom random, Best best) {
      this.grid = grid;
      this.image = image;
      this.threat = threat;
      this.best = best;
      reach = threat.epsilon() / (threat.norm() == Norm.L2 ? cell : 1);
      field = new float[grid.image().channels() * grid.size()];
      threat.norm().scatter(field, reach, random);
      point = pointOfField();
    }

    void see(double margin) {
      best.offer(point, margin);
    }

    void step(float[] gradient, double relativeStep) {
      threat.norm().step(field, grid.transposed(gradient), relativeStep * reach);
      threat.norm().shorten(field, reach);
      point = pointOfField();
    }

    private float[] pointOfField() {
      float[] moved = grid.interpolated(field);
      for (int i = 0; i < moved.length; i++) {
        moved[i] += image[i];
      }
      threat.project(moved, image);
      return moved;
    }
  }
}
