package io.lazaret.core.model.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.GradientFilter;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.ModelImages;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every view that a bundle can name promises, and every way of denoising. */
class ViewContractTest {
  /** Sides that are and are not multiples of 8, the smallest, grey and RGB. */
  private static final List<Geometry> GEOMETRIES =
      List.of(
          new Geometry(1, 8, 8),
          new Geometry(1, 13, 19),
          new Geometry(1, 64, 64),
          new Geometry(3, 9, 8),
          new Geometry(3, 21, 17));

  record Case(View view, Geometry geometry) {
    @Override
    public String toString() {
      return view.name() + " on " + geometry;
    }
  }

  static Stream<Case> cases() {
    return Stream.concat(Views.ALL.stream(), GradientFilter.DENOISERS.stream())
        .distinct()
        .flatMap(view -> GEOMETRIES.stream().map(geometry -> new Case(view, geometry)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aViewHasTheImagesLengthAndIntensitiesInRange(Case each) {
    for (Levels image : images(each.geometry())) {
      float[] view = each.view().apply(image);

      assertEquals(each.geometry().size(), view.length);
      for (float value : view) {
        assertTrue(value >= 0 && value <= 1, "intensity " + value);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aViewIsAFunctionOfTheImageAlone(Case each) {
    Levels image = ModelImages.noise(each.geometry(), 2);

    float[] first = each.view().apply(image);
    each.view().apply(ModelImages.noise(each.geometry(), 3));
    float[] second = each.view().apply(image);

    assertNotSame(first, second);
    assertArrayEquals(first, second);
  }

  /** An image that is brighter everywhere by one level makes a view that is, too. */
  @ParameterizedTest
  @MethodSource("cases")
  void whatIsPulledBackAddsUpToWhatWasGiven(Case each) {
    float[] byView = ModelImages.noise(each.geometry(), 5).intensities();

    float[] byImage = each.view().pullBack(ModelImages.noise(each.geometry(), 2), byView);

    assertNotSame(byView, byImage);
    assertArrayEquals(ModelImages.noise(each.geometry(), 5).intensities(), byView);
    assertEquals(each.geometry().size(), byImage.length);
    assertEquals(sum(byView), sum(byImage), 1e-5 * sum(byView));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aLinearViewIsPulledBackByItsTransposedSelf(Case each) {
    if (!(each.view() instanceof GaussianBlur || each.view() instanceof Shift)) {
      return;
    }
    Levels from = ModelImages.noise(each.geometry(), 2);
    Levels to = ModelImages.noise(each.geometry(), 3);
    float[] byView = ModelImages.noise(each.geometry(), 5).intensities();

    float[] byImage = each.view().pullBack(from, byView);

    double ofViews = dot(each.view().apply(to), byView) - dot(each.view().apply(from), byView);
    double ofImages = dot(to.intensities(), byImage) - dot(from.intensities(), byImage);
    assertEquals(ofViews, ofImages, 1e-3);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aMedianIsPulledBackToItsOwnLevelOnly(Case each) {
    if (!(each.view() instanceof Median3)) {
      return;
    }
    Levels image = ModelImages.noise(each.geometry(), 2);
    float[] medians = each.view().apply(image);
    int centre = each.geometry().width() + 1;
    float[] one = new float[each.geometry().size()];
    one[centre] = 1;

    float[] byImage = each.view().pullBack(image, one);

    for (int i = 0; i < byImage.length; i++) {
      assertTrue(byImage[i] == 0 || image.level(i) == Math.round(medians[centre] * 255));
    }
  }

  /** Against the difference over a whole level, which is as small as a level can change. */
  @ParameterizedTest
  @MethodSource("cases")
  void aWienerFilterIsPulledBackByItsOwnDerivative(Case each) {
    if (!(each.view() instanceof Wiener3)) {
      return;
    }
    Levels image = ModelImages.noise(each.geometry(), 2); // far from flat: nearly linear
    float[] weights = ModelImages.noise(each.geometry(), 5).intensities();

    float[] byImage = each.view().pullBack(image, weights);

    for (int i = 0; i < byImage.length; i += 7) {
      double above = dot(each.view().apply(moved(image, i, 1)), weights);
      double below = dot(each.view().apply(moved(image, i, -1)), weights);
      int levels = moved(image, i, 1).level(i) - moved(image, i, -1).level(i);
      assertEquals((above - below) * 255 / levels, byImage[i], 2e-3);
    }
  }

  private static Levels moved(Levels image, int index, int by) {
    byte[] levels = new byte[image.geometry().size()];
    for (int i = 0; i < levels.length; i++) {
      int level = image.level(i) + (i == index ? by : 0);
      levels[i] = (byte) Math.max(0, Math.min(255, level));
    }
    return new Levels(image.geometry(), levels);
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static double dot(float[] a, float[] b) {
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
    }
    return dot;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theImageIsLeftUntouched(Case each) {
    Levels image = ModelImages.noise(each.geometry(), 2);

    float[] view = each.view().apply(image);
    view[0] = 99;

    assertEquals(ModelImages.noise(each.geometry(), 2), image);
  }

  /** No border may appear. Fewer bits, and the rounding of colour spaces, keep it to a step. */
  @ParameterizedTest
  @MethodSource("cases")
  void aConstantImageStaysConstant(Case each) {
    for (int level : new int[] {0, 1, 100, 128, 254, 255}) {
      float[] view = each.view().apply(ModelImages.constant(each.geometry(), level));

      for (float value : view) {
        assertEquals(view[0], value, 1e-6, "level " + level);
        assertEquals(level / 255f, value, 0.5 / 31 + 1e-6);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anImageIsNotItsOwnView(Case each) {
    Levels image = ModelImages.noise(each.geometry(), 2);

    assertTrue(distance(image.intensities(), each.view().apply(image)) > 0);
  }

  @Test
  void namesAreUniqueAndLeadBackToTheView() {
    for (View view : Views.ALL) {
      assertEquals(view, Views.named(view.name()));
    }
    assertEquals(Views.ALL.size(), Views.ALL.stream().map(View::name).distinct().count());
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    var refusal = assertThrows(RefusedException.class, () -> Views.named("jpeg-76"));

    assertTrue(refusal.getMessage().contains("'jpeg-76'"));
    Views.ALL.forEach(view -> assertTrue(refusal.getMessage().contains(view.name())));
  }

  private static List<Levels> images(Geometry geometry) {
    return List.of(
        ModelImages.noise(geometry, 1),
        ModelImages.xrayLike(geometry, 1),
        ModelImages.constant(geometry, 0),
        ModelImages.constant(geometry, 255));
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum / a.length;
  }
}
