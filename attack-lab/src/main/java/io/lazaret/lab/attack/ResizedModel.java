package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.ResampleKernel;
import io.lazaret.core.model.Resampling;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A model seen through the preprocessing that stands before it: its inputs have the feed's geometry
 * and are resampled to the network's, as {@link io.lazaret.core.model.Preprocessing} does. The
 * gradient comes back by the transposed resampling. Samples that the kernel drives out of [0, 1]
 * are cut off and have no gradient.
 *
 * <p>With rounding, the network reads 8-bit levels, exactly as the app hands them to it; the
 * gradient passes straight through, since that of the rounding is 0 nearly everywhere (Athalye et
 * al., 2018). A model at the feed's own geometry then is the network as it reads files.
 */
public final class ResizedModel implements WhiteBoxModel {
  private final WhiteBoxModel model;
  private final Geometry feed;
  private final boolean rounded;
  private final Resampling resampling;

  /**
   * @param model the network
   * @param feed the geometry of the feed's images, with the network's channels
   * @param kernel how they are resampled
   * @param rounded whether the result is rounded to 8-bit levels
   */
  public ResizedModel(WhiteBoxModel model, Geometry feed, ResampleKernel kernel, boolean rounded) {
    Geometry inner = model.geometry();
    if (inner.channels() != feed.channels()) {
      throw new IllegalArgumentException(
          feed.channels() + " channels of the feed, " + inner.channels() + " of the network");
    }
    this.model = model;
    this.feed = feed;
    this.rounded = rounded;
    this.resampling = kernel.resampling(feed.height(), feed.width(), inner.height(), inner.width());
  }

  @Override
  public Geometry geometry() {
    return feed;
  }

  @Override
  public int classes() {
    return model.classes();
  }

  @Override
  public float[][] logits(float[][] images) {
    return model.logits(read(resampled(images)));
  }

  @Override
  public Gradients gradient(float[][] images, Objective objective) {
    float[][] levels = resampled(images);
    Gradients inner = model.gradient(read(levels), objective);
    float[][] gradients = new float[images.length][];
    for (int i = 0; i < images.length; i++) {
      gradients[i] = transposed(inner.byImage()[i], levels[i]);
    }
    return new Gradients(inner.logits(), gradients);
  }

  /** The images at the network's geometry in units of levels, neither cut off nor rounded. */
  private float[][] resampled(float[][] images) {
    float[][] resampled = new float[images.length][];
    for (int i = 0; i < images.length; i++) {
      float[] levels = new float[images[i].length];
      for (int j = 0; j < levels.length; j++) {
        levels[j] = (float) (255.0 * images[i][j]);
      }
      resampled[i] = planes(levels, feed, model.geometry(), resampling::apply);
    }
    return resampled;
  }

  /** Levels as the intensities that the network reads. */
  private float[][] read(float[][] levels) {
    float[][] intensities = new float[levels.length][];
    for (int i = 0; i < levels.length; i++) {
      intensities[i] = new float[levels[i].length];
      for (int j = 0; j < levels[i].length; j++) {
        float held = Math.min(255f, Math.max(0f, levels[i][j]));
        intensities[i][j] = (rounded ? Math.round(held) : held) / 255f;
      }
    }
    return intensities;
  }

  private float[] transposed(float[] gradient, float[] levels) {
    float[] inside = new float[gradient.length];
    for (int j = 0; j < inside.length; j++) {
      inside[j] = levels[j] >= 0 && levels[j] <= 255 ? gradient[j] : 0;
    }
    return planes(inside, model.geometry(), feed, resampling::transposed);
  }

  private static float[] planes(
      float[] image, Geometry from, Geometry to, UnaryOperator<float[]> map) {
    float[] mapped = new float[to.size()];
    int plane = from.height() * from.width();
    int toPlane = to.height() * to.width();
    for (int channel = 0; channel < from.channels(); channel++) {
      float[] source = Arrays.copyOfRange(image, channel * plane, (channel + 1) * plane);
      System.arraycopy(map.apply(source), 0, mapped, channel * toPlane, toPlane);
    }
    return mapped;
  }
}
