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
    float[] shifted = new float[geometry.size()];
    for (int channel = 0, i = 0; channel < geometry.channels(); channel++) {
      for (int y = 0; y < height; y++) {
        int fromY = Math.floorMod(y - down, height);
        for (int x = 0; x < width; x++, i++) {
          shifted[i] = image.level(channel, fromY, Math.floorMod(x - right, width)) / 255f;
        }
      }
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
