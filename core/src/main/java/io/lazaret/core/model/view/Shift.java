package io.lazaret.core.model.view;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;

/**
 * The image moved by whole pixels; what leaves on one side comes back on the other.
 *
 * @param right columns to the right, 0 or more
 * @param down rows down, 0 or more
 */
public record Shift(int right, int down) implements View {
  @Override
  public String name() {
    return "shift-" + right + "-" + down;
  }

  @Override
  public float[] apply(Levels image) {
    Geometry geometry = image.geometry();
    int height = geometry.height();
    int width = geometry.width();
    int wrapped = right % width;
    float[] values = image.intensities();
    float[] shifted = new float[geometry.size()];
    for (int row = 0; row < geometry.channels() * height; row++) {
      int y = row % height;
      int from = (row - y + Math.floorMod(y - down, height)) * width;
      int to = row * width;
      System.arraycopy(values, from, shifted, to + wrapped, width - wrapped);
      System.arraycopy(values, from + width - wrapped, shifted, to, wrapped);
    }
    return shifted;
  }

  @Override
  public float[] pullBack(Levels image, float[] byView) {
    Geometry geometry = image.geometry();
    int height = geometry.height();
    int width = geometry.width();
    float[] byImage = new float[byView.length];
    for (int channel = 0, i = 0; channel < geometry.channels(); channel++) {
      for (int y = 0; y < height; y++) {
        int row = (channel * height + Math.floorMod(y - down, height)) * width;
        for (int x = 0; x < width; x++, i++) {
          byImage[row + Math.floorMod(x - right, width)] = byView[i];
        }
      }
    }
    return byImage;
  }
}
