package io.lazaret.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.djl.GradCam.HeatMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Shares outside a lesion that covers the upper quarter of an image of 8 x 8 pixels. */
class LookTest {
  private static final int PLANE = 64;
  private static final int INSIDE = 16;

  private final float[] lesion = new float[PLANE];

  LookTest() {
    Arrays.fill(lesion, 0, INSIDE, 1);
  }

  /** One level everywhere is energy in proportion to area. */
  @Test
  void aPerturbationThatMindsNothingLiesOutsideAsTheAreaDoes() {
    Look look = look(changed(0, PLANE, 1), ones(), ones());

    assertEquals(0.75, look.areaOutside(), 1e-12);
    assertEquals(0.75, look.perturbationOutside(), 1e-12);
    assertEquals(0.75, look.attentionOutside(look.before()), 1e-12);
    assertEquals(1, look.similarity(), 1e-12);
  }

  /** 16 changes of two levels inside weigh 64, 48 of one level outside weigh 48. */
  @Test
  void energyIsTheSquareOfTheChangeOverAllChannels() {
    int[] change = changed(0, PLANE, 1);
    Arrays.fill(change, 0, INSIDE, -2);

    Look look = look(change, ones(), ones());

    assertEquals(48.0 / (48 + 64), look.perturbationOutside(), 1e-12);
    assertEquals(3 * 4, look.energy()[0], 1e-6);
  }

  @Test
  void attentionIsMeasuredBeforeAndAfter() {
    float[] on = lesion.clone();
    float[] off = ones();
    Arrays.fill(off, 0, INSIDE, 0);

    Look look = look(changed(0, 1, 1), on, off);

    assertEquals(0, look.attentionOutside(look.before()), 1e-12);
    assertEquals(1, look.attentionOutside(look.after()), 1e-12);
    assertEquals(0, look.similarity(), 1e-12);
    assertEquals(0, look.perturbationOutside(), 1e-12);
  }

  /** A pixel half of which belongs to the lesion counts half. */
  @Test
  void masksAreShares() {
    Arrays.fill(lesion, 0, INSIDE, 0.5f);

    assertEquals(0.5, look(changed(0, INSIDE, 1), ones(), ones()).perturbationOutside(), 1e-12);
  }

  @Test
  void withoutALesionOrAHeatMapThereIsNoShare() {
    Look nothing = look(changed(0, 0, 1), new float[PLANE], ones());
    Look noMask =
        new Look(
            nothing.clean(),
            nothing.attacked(),
            nothing.after(),
            nothing.after(),
            Optional.empty());

    assertTrue(Double.isNaN(nothing.attentionOutside(nothing.before())));
    assertTrue(Double.isNaN(nothing.similarity()));
    assertTrue(Double.isNaN(nothing.perturbationOutside()));
    assertTrue(Double.isNaN(noMask.areaOutside()));
    var row = AttentionExperiment.row("PGD", 1, List.of(nothing, noMask));
    assertEquals(2, row.n());
    assertEquals(1, row.masked());
    assertEquals(0.75, row.areaOutside().value(), 1e-9);
    assertEquals(null, row.perturbationOutside());
    assertEquals(1, row.similarity().value(), 1e-9);
  }

  private Look look(int[] change, float[] before, float[] after) {
    Geometry geometry = new Geometry(3, 8, 8);
    byte[] clean = new byte[geometry.size()];
    byte[] attacked = new byte[geometry.size()];
    for (int i = 0; i < clean.length; i++) {
      clean[i] = 100;
      attacked[i] = (byte) (100 + change[i % PLANE]);
    }
    return new Look(
        new Sample("image", "patient", 1, new Levels(geometry, clean)),
        new Levels(geometry, attacked),
        new HeatMap(1, before),
        new HeatMap(0, after),
        Optional.of(lesion));
  }

  private static int[] changed(int from, int until, int levels) {
    int[] change = new int[PLANE];
    Arrays.fill(change, from, until, levels);
    return change;
  }

  private static float[] ones() {
    float[] ones = new float[PLANE];
    Arrays.fill(ones, 1);
    return ones;
  }
}
