package io.lazaret.core.model;

import io.lazaret.core.model.view.View;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One image as the network reads it: the image at the model's geometry and its views, in the
 * bundle's order; and, where a detector asks for the {@link GradientFilter}, the image denoised in
 * each of that filter's ways. Immutable; takes ownership of the array that it is made from.
 */
public final class Prepared {
  private static final int[] NONE = {};

  private final int planes;
  private final int planeSize;
  private final float[] values;

  /** Which plane of {@code values} is the image denoised in each way; empty when not asked. */
  private final int[] denoised;

  /**
   * @param planes the image and its views: 1 + the number of views
   * @param values intensities in [0, 1], {@code planes} images of channels x height x width each
   */
  public Prepared(int planes, float[] values) {
    this(planes, planes, values, NONE);
  }

  private Prepared(int planes, int allPlanes, float[] values, int[] denoised) {
    if (planes < 1 || values.length % allPlanes != 0) {
      throw new IllegalArgumentException(values.length + " values for " + planes + " planes");
    }
    this.planes = planes;
    this.planeSize = values.length / allPlanes;
    this.values = values;
    this.denoised = denoised;
  }

  /** The image, then each of the views of it. */
  public static Prepared of(Levels image, List<View> views) {
    return of(image, views, false);
  }

  /**
   * The image, then each of the views of it, for a network that is to be run with or without its
   * input gradient.
   *
   * @param gradients whether the gradient filter is asked for
   */
  public static Prepared of(Levels image, List<View> views, boolean gradients) {
    List<View> all = new ArrayList<>(views);
    int[] denoised = gradients ? denoised(all) : NONE;
    int size = image.geometry().size();
    float[] values = new float[size * (1 + all.size())];
    System.arraycopy(image.intensities(), 0, values, 0, size);
    for (int i = 0; i < all.size(); i++) {
      System.arraycopy(all.get(i).apply(image), 0, values, size * (i + 1), size);
    }
    return new Prepared(1 + views.size(), 1 + all.size(), values, denoised);
  }

  /** Finds the plane of each way of denoising; what is not a view already is added behind them. */
  private static int[] denoised(List<View> views) {
    int[] planes = new int[GradientFilter.DENOISERS.size()];
    for (int i = 0; i < planes.length; i++) {
      View denoiser = GradientFilter.DENOISERS.get(i);
      if (!views.contains(denoiser)) {
        views.add(denoiser);
      }
      planes[i] = 1 + views.indexOf(denoiser);
    }
    return planes;
  }

  /** The image and its views: 1 + the number of views. */
  public int planes() {
    return planes;
  }

  /** Values of one plane: channels x height x width. */
  public int planeSize() {
    return planeSize;
  }

  /** All values in memory: those of the planes and, with gradients, of the denoised images. */
  public int size() {
    return values.length;
  }

  /** Whether the gradient filter is asked for. */
  public boolean withGradients() {
    return denoised.length > 0;
  }

  /** Copies the image and its views into a buffer at its position. */
  public void copyTo(FloatBuffer target) {
    target.put(values, 0, planes * planeSize);
  }

  /** Copies what the input gradient is taken at into a buffer: the image, then it blurred. */
  public void copyGradientPlanesTo(FloatBuffer target) {
    target.put(values, 0, planeSize);
    target.put(values, denoised[GradientFilter.BLURRED] * planeSize, planeSize);
  }

  /** The image itself, and behind it whatever else there is; not copied. */
  float[] values() {
    return values;
  }

  /** Where the image denoised in one of the filter's ways begins in the values. */
  int denoisedOffset(int denoiser) {
    return denoised[denoiser] * planeSize;
  }
}
