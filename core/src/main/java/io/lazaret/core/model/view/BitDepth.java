package io.lazaret.core.model.view;

import io.lazaret.core.model.Levels;

/**
 * Intensities rounded to fewer levels (feature squeezing, Xu et al., NDSS 2018).
 *
 * @param bits bits a sample, 1 to 7
 */
public record BitDepth(int bits) implements View {
  public BitDepth {
    if (bits < 1 || bits > 7) {
      throw new IllegalArgumentException("bits must be 1 to 7, not " + bits);
    }
  }

  @Override
  public String name() {
    return "bits-" + bits;
  }

  @Override
  public float[] apply(Levels image) {
    float top = (1 << bits) - 1;
    float[] values = image.intensities();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round(values[i] * top) / top;
    }
    return values;
  }
}
