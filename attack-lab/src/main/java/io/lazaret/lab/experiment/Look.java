package io.lazaret.lab.experiment;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.djl.GradCam;
import java.util.Arrays;
import java.util.Optional;

/**
 * An image before and after an attack, and where the network looks in both.
 *
 * @param lesion of each pixel, the share that lies inside the lesion; empty when nobody drew one
 */
record Look(
    Sample clean,
    Levels attacked,
    GradCam.HeatMap before,
    GradCam.HeatMap after,
    Optional<float[]> lesion) {

  /** The square of the perturbation at each pixel, summed over the channels, in levels. */
  float[] energy() {
    Geometry geometry = attacked.geometry();
    int plane = geometry.height() * geometry.width();
    float[] energy = new float[plane];
    for (int i = 0; i < geometry.size(); i++) {
      int change = attacked.level(i) - clean.image().level(i);
      energy[i % plane] += change * change;
    }
    return energy;
  }

  /** Share of the perturbation's energy outside the lesion; not a number without either. */
  double perturbationOutside() {
    return outside(energy());
  }

  /** Share of the image's area outside the lesion; not a number without a lesion. */
  double areaOutside() {
    float[] everywhere = energy();
    Arrays.fill(everywhere, 1);
    return outside(everywhere);
  }

  /** Share of a heat map's mass outside the lesion; not a number without either. */
  double attentionOutside(GradCam.HeatMap map) {
    return outside(map.attention());
  }

  private double outside(float[] mass) {
    return lesion.map(inside -> outside(mass, inside)).orElse(Double.NaN);
  }

  private static double outside(float[] mass, float[] inside) {
    double all = 0;
    double outside = 0;
    for (int i = 0; i < mass.length; i++) {
      all += mass[i];
      outside += mass[i] * (1 - Math.min(1, inside[i]));
    }
    return outside / all;
  }

  /** The cosine of both heat maps, in [0, 1]; not a number when one is empty. */
  double similarity() {
    double dot = 0;
    double one = 0;
    double other = 0;
    for (int i = 0; i < before.attention().length; i++) {
      double a = before.attention()[i];
      double b = after.attention()[i];
      dot += a * b;
      one += a * a;
      other += b * b;
    }
    return dot / Math.sqrt(one * other);
  }
}
