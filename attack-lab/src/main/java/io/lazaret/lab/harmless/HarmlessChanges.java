package io.lazaret.lab.harmless;

import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.core.model.ResampleKernel;
import io.lazaret.core.model.view.GaussianBlur;
import io.lazaret.lab.data.ImageFiles;
import io.lazaret.lab.data.Specimen;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import java.util.function.IntUnaryOperator;

/** The harmless changes that a recipe can name: a kind, a hyphen and a number or a kernel. */
public final class HarmlessChanges {

  private static final Map<String, DoubleFunction<HarmlessChange>> KINDS =
      Map.of(
          "noise", HarmlessChanges::noise,
          "jpeg", HarmlessChanges::jpeg,
          "contrast", HarmlessChanges::contrast,
          "brightness", HarmlessChanges::brightness,
          "blur", HarmlessChanges::blur);

  private HarmlessChanges() {}

  /**
   * The change of a name: {@code noise-1} (every sample one level up or down), {@code jpeg-95},
   * {@code contrast-110} (per cent), {@code brightness-90} (per cent), {@code blur-0.5} (sigma in
   * pixels) or {@code resize-lanczos} (another kernel).
   *
   * @throws RefusedException when there is none
   */
  public static HarmlessChange named(String name) {
    int hyphen = name.indexOf('-');
    String kind = hyphen < 0 ? name : name.substring(0, hyphen);
    String value = hyphen < 0 ? "" : name.substring(hyphen + 1);
    if (kind.equals("resize")) {
      return kernel(name, value);
    }
    if (KINDS.containsKey(kind) && value.matches("[1-9]\\d{0,2}|\\d\\.\\d{1,2}")) {
      HarmlessChange change = change(name, kind, Double.parseDouble(value));
      if (change.name().equals(name)) {
        return change;
      }
    }
    throw new RefusedException(
        "unknown harmless change '"
            + name
            + "'; known are noise-LEVELS (1 to 255), jpeg-QUALITY (1 to 100), contrast-PERCENT,"
            + " brightness-PERCENT, blur-SIGMA (such as 0.5) and resize-KERNEL");
  }

  private static HarmlessChange kernel(String name, String code) {
    try {
      return resize(ResampleKernel.named(code));
    } catch (RefusedException e) {
      throw new RefusedException("harmless change '" + name + "': " + e.getMessage(), e);
    }
  }

  private static HarmlessChange change(String name, String kind, double value) {
    try {
      return Required.of(KINDS, kind).apply(value);
    } catch (IllegalArgumentException e) {
      throw new RefusedException("harmless change '" + name + "': " + e.getMessage(), e);
    }
  }

  private static HarmlessChange noise(double levels) {
    requireAtMost(255, levels);
    return change(
        "noise-" + (int) levels,
        (image, random) -> map(image, v -> v + (random.nextBoolean() ? 1 : -1) * (int) levels));
  }

  private static void requireAtMost(int largest, double value) {
    if (value > largest) {
      throw new IllegalArgumentException("at most " + largest + ", not " + value);
    }
  }

  private static HarmlessChange jpeg(double quality) {
    requireAtMost(100, quality);
    return change(
        "jpeg-" + (int) quality,
        (image, random) ->
            ImageFiles.levels(ImageFiles.jpeg(image, (int) quality), image.geometry()));
  }

  private static HarmlessChange contrast(double percent) {
    return change(
        "contrast-" + (int) percent,
        (image, random) -> {
          double mean = 0;
          for (int i = 0; i < image.geometry().size(); i++) {
            mean += image.level(i) / (double) image.geometry().size();
          }
          double centre = mean;
          return map(image, v -> (int) Math.round(centre + (v - centre) * percent / 100));
        });
  }

  private static HarmlessChange brightness(double percent) {
    return change(
        "brightness-" + (int) percent,
        (image, random) -> map(image, v -> (int) Math.round(v * percent / 100)));
  }

  private static HarmlessChange blur(double sigma) {
    GaussianBlur blur = new GaussianBlur(sigma);
    return change(
        "blur-" + sigma, (image, random) -> Levels.quantise(image.geometry(), blur.apply(image)));
  }

  private static HarmlessChange resize(ResampleKernel kernel) {
    return new HarmlessChange() {
      @Override
      public String name() {
        return "resize-" + kernel.code();
      }

      @Override
      public boolean resizes() {
        return true;
      }

      @Override
      public Levels apply(Specimen specimen, Levels image, Preprocessing preprocessing, long seed) {
        return new Preprocessing(preprocessing.geometry(), kernel).apply(specimen.source().get());
      }
    };
  }

  /** A change of the levels alone. */
  private interface LevelChange {
    Levels apply(Levels image, SplittableRandom random);
  }

  private static HarmlessChange change(String name, LevelChange change) {
    return new HarmlessChange() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Levels apply(Specimen specimen, Levels image, Preprocessing preprocessing, long seed) {
        return change.apply(image, new SplittableRandom(seed * 31 + image.hashCode()));
      }
    };
  }

  private static Levels map(Levels image, IntUnaryOperator operator) {
    Geometry geometry = image.geometry();
    byte[] levels = new byte[geometry.size()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Math.max(0, Math.min(255, operator.applyAsInt(image.level(i))));
    }
    return new Levels(geometry, levels);
  }
}
