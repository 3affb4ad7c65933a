package io.lazaret.lab.adaptive;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.view.View;
import java.util.List;

/**
 * An image as a detector sees it: the 8-bit file and its views. Derivatives come back through the
 * views and, straight through, the rounding (backward pass differentiable approximation; Athalye et
 * al., ICML 2018).
 */
record SeenImage(Levels file, List<View> views) {

  static SeenImage of(Geometry geometry, float[] image, List<View> views) {
    return new SeenImage(Levels.quantise(geometry, image), views);
  }

  /** The file's intensities, then those of each view. */
  float[][] planes() {
    float[][] planes = new float[1 + views.size()][];
    planes[0] = file.intensities();
    for (int i = 0; i < views.size(); i++) {
      planes[1 + i] = views.get(i).apply(file);
    }
    return planes;
  }

  /**
   * The derivative by the image from those by the planes.
   *
   * @param byPlanes of the file and of each view; what is behind them is not looked at
   */
  float[] pullBack(float[][] byPlanes) {
    float[] byImage = byPlanes[0].clone();
    for (int i = 0; i < views.size(); i++) {
      float[] back = views.get(i).pullBack(file, byPlanes[1 + i]);
      for (int j = 0; j < byImage.length; j++) {
        byImage[j] += back[j];
      }
    }
    return byImage;
  }
}
