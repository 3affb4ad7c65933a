package io.lazaret.lab.phantom;

import io.lazaret.core.image.Pixels;
import io.lazaret.lab.phantom.Canvas.Area;

/**
 * Paints a phantom like a photograph of the retina: a round field on black, choroid, macula, optic
 * disc with its cup, branching vessels, uneven light, reflexes of the lens, and spots that are no
 * lesions. The second image of a patient is of the other eye, its mirror image.
 */
final class FundusPainter {
  private enum Finding {
    NONE,
    HAEMORRHAGES,
    EXUDATES,
    WIDE_CUP
  }

  private static final Colour BLACK = new Colour(0, 0, 0);
  private static final Colour CHOROID = new Colour(0.96, 0.66, 0.42);
  private static final Colour DISC = new Colour(1.0, 0.74, 0.45);
  private static final Colour CUP = new Colour(1.0, 0.95, 0.80);
  private static final Colour FAT = new Colour(1.0, 0.93, 0.62);
  private static final Colour REFLEX = new Colour(0.85, 0.92, 1.0);
  private static final Colour GLOW = new Colour(0.68, 0.92, 0.80);
  private static final Colour HAZE = new Colour(0.6, 0.55, 0.5);

  /** Absorb little red, more green, most blue. */
  private static final Colour MELANIN = new Colour(0.30, 0.85, 1.35);

  private static final Colour PIGMENT = new Colour(0.60, 0.85, 1.00);
  private static final Colour BLOOD = new Colour(0.45, 1.30, 1.15);

  private final Exam exam;
  private final Chance patient;
  private final Chance image;
  private final Chance finding;
  private final Canvas canvas;
  private final Finding what;
  private final double nasal; // 1 where the disc lies to the right, -1 to the left
  private final double discX;
  private final double discY;
  private final double discRadius;
  private final double fieldRadius;

  FundusPainter(Exam exam) {
    this.exam = exam;
    this.patient = exam.patient();
    this.image = exam.image();
    this.finding = exam.finding();
    this.canvas = new Canvas(exam.size(), 3);
    this.what = exam.lesion() ? Finding.values()[exam.label()] : Finding.NONE;
    this.nasal = patient.coin() == exam.second() ? 1 : -1;
    this.discX = 0.5 + nasal * patient.uniform(0.22, 0.30) + image.uniform(-0.03, 0.03);
    this.discY = 0.5 + patient.uniform(-0.03, 0.03) + image.uniform(-0.03, 0.03);
    this.discRadius = patient.uniform(0.075, 0.095);
    this.fieldRadius = image.uniform(0.455, 0.49);
  }

  Pixels paint() {
    ground();
    macula();
    disc();
    vessels();
    spots();
    if (what == Finding.HAEMORRHAGES) {
      haemorrhages();
    }
    if (what == Finding.EXUDATES) {
      exudates();
    }
    light();
    reflexes();
    field();
    camera();
    return canvas.pixels();
  }

  /** The choroid behind more or less pigment, blotched as it shines through. */
  private void ground() {
    Colour tone = CHOROID.behind(patient.uniform(0.1, 1.0), MELANIN);
    canvas.shine(Area.WHOLE, (u, v) -> 1, tone);
    Texture coarse = new Texture(patient.fork(), 7, 0.12);
    canvas.absorb(Area.WHOLE, coarse.and(new Texture(image, 30, 0.05)), MELANIN);
  }

  /** Darker, two discs away from the disc towards the temple. */
  private void macula() {
    canvas.spot(
        maculaX(), maculaY(), patient.uniform(0.05, 0.085), patient.uniform(0.25, 0.55), MELANIN);
  }

  private double maculaX() {
    return discX - nasal * 0.32;
  }

  private double maculaY() {
    return discY + 0.02;
  }

  /** The disc, a pale crescent around it, and the cup in it, which the finding widens. */
  private void disc() {
    double ratio = patient.uniform(0.25, 0.5);
    double crescent = patient.uniform(0, 0.3);
    double paleness = patient.uniform(0.65, 0.85);
    if (what == Finding.WIDE_CUP) {
      ratio = finding.uniform(0.68, 0.85);
    }
    disc(discX, 1.3 * discRadius, crescent, DISC);
    disc(discX, discRadius, paleness, DISC);
    disc(discX - nasal * 0.1 * discRadius * (1 - ratio), ratio * discRadius, 0.9, CUP);
  }

  private void disc(double x, double radius, double share, Colour colour) {
    canvas.cover(
        Area.around(x, discY, 1.5 * radius), Shape.disc(x, discY, radius, 14).times(share), colour);
  }

  private void vessels() {
    Canvas tree = new Canvas(exam.size(), 1);
    new VesselTree(patient.fork(), tree, nasal).grow(discX, discY);
    double density = patient.uniform(0.6, 0.9);
    canvas.absorb(Area.WHOLE, tree.asShape().times(density), BLOOD);
  }

  /** Dark spots of pigment and pale single dots, in all images: no finding. */
  private void spots() {
    for (int i = image.integer(0, 3); i > 0; i--) {
      dot(anywhere(image), image.uniform(0.015, 0.035), image.uniform(0.2, 0.6), PIGMENT);
    }
    for (int i = image.integer(0, 3); i > 0; i--) {
      pale(anywhere(image), image.uniform(0.008, 0.016), image.uniform(0.15, 0.35), FAT);
    }
  }

  /** Blots of blood, and microaneurysms: dots of it. */
  private void haemorrhages() {
    for (int i = finding.integer(2, 8); i > 0; i--) {
      Place place = anywhere(finding);
      double radius = finding.uniform(0.013, 0.026);
      double density = finding.uniform(0.5, 1.1);
      dot(place, radius, density, BLOOD);
      dot(place.away(finding, radius), 0.7 * radius, density, BLOOD); // blots are not round
    }
    for (int i = finding.integer(3, 10); i > 0; i--) {
      dot(anywhere(finding), finding.uniform(0.006, 0.012), finding.uniform(0.7, 1.2), BLOOD);
    }
  }

  /** Clusters of small yellow deposits with sharp edges, around the macula. */
  private void exudates() {
    for (int cluster = finding.integer(1, 4); cluster > 0; cluster--) {
      double angle = finding.angle();
      double away = finding.uniform(0.05, 0.20);
      Place middle =
          new Place(maculaX() + away * Math.cos(angle), maculaY() + away * Math.sin(angle));
      for (int i = finding.integer(4, 10); i > 0; i--) {
        Place place = middle.away(finding, finding.uniform(0, 0.05));
        pale(place, finding.uniform(0.006, 0.013), finding.uniform(0.45, 0.8), FAT);
      }
    }
  }

  /** Brighter in the middle, wherever the camera put that, and tinted by lamp and film. */
  private void light() {
    double x = image.uniform(0.38, 0.62);
    double y = image.uniform(0.38, 0.62);
    double falloff = image.uniform(0.9, 2.2);
    double brightness = image.uniform(0.72, 1.02);
    Colour tint =
        new Colour(image.uniform(0.95, 1.05), image.uniform(0.9, 1.08), image.uniform(0.8, 1.15));
    canvas.light(
        (u, v) -> brightness / (1 + falloff * ((u - x) * (u - x) + (v - y) * (v - y))), tint);
  }

  /** A glow along one side of the rim, a thin haze, and ghosts of the lens. */
  private void reflexes() {
    double angle = image.angle();
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    if (image.happens(0.5)) {
      double glow = image.uniform(0.05, 0.3);
      canvas.shine(
          Area.WHOLE,
          (u, v) -> glow * Shape.edge(1.9 - 3 * ((u - 0.5) * cos + (v - 0.5) * sin), 9),
          GLOW);
    }
    double haze = image.uniform(0, 0.12);
    canvas.cover(Area.WHOLE, (u, v) -> haze, HAZE);
    for (int i = image.integer(0, 3); i > 0; i--) {
      pale(anywhere(image), image.uniform(0.008, 0.022), image.uniform(0.15, 0.5), REFLEX);
    }
  }

  /** All is black outside of the round field; some cameras cut it above and below. */
  private void field() {
    double cut = image.happens(0.3) ? image.uniform(0.38, 0.44) : 1;
    double sharpness = exam.size();
    canvas.cover(
        Area.WHOLE,
        (u, v) -> {
          double away = Math.hypot(u - 0.5, v - 0.5) - fieldRadius;
          double beyond = Math.max(away, Math.abs(v - 0.5) - cut);
          return Math.max(0, Math.min(1, 0.5 + beyond * sharpness));
        },
        BLACK);
  }

  /** Photons, the optics, electronics. */
  private void camera() {
    canvas.grain(image, image.uniform(0.012, 0.035));
    canvas.blur();
    canvas.grain(image, 0.004);
  }

  /** A position on the retina. */
  private record Place(double x, double y) {
    Place away(Chance chance, double distance) {
      double angle = chance.angle();
      return new Place(x + distance * Math.cos(angle), y + distance * Math.sin(angle));
    }
  }

  /** Anywhere in the field but on the disc. */
  private Place anywhere(Chance chance) {
    while (true) {
      Place place = new Place(0.5, 0.5).away(chance, 0.38 * Math.sqrt(chance.uniform(0, 1)));
      if (Math.hypot(place.x() - discX, place.y() - discY) > 1.5 * discRadius) {
        return place;
      }
    }
  }

  private void dot(Place place, double radius, double density, Colour ink) {
    canvas.spot(place.x(), place.y(), radius, density, ink);
  }

  private void pale(Place place, double radius, double share, Colour colour) {
    canvas.patch(place.x(), place.y(), radius, share, colour);
  }
}
