package io.lazaret.lab.phantom;

import io.lazaret.lab.phantom.Canvas.Area;

/**
 * A pigmented lesion of the skin. Size, place and amount of pigment say nothing of its class: what
 * tells classes apart is outline, evenness, colours and structures (the ABCD rule: Stolz et al.,
 * 1994).
 */
final class SkinLesion {
  /** The lesions, in the order of the kind's classes. */
  private enum Diagnosis {
    NAEVUS,
    MELANOMA,
    KERATOSIS,
    DERMATOFIBROMA
  }

  /** Absorbs most blue, least red; deeper in the skin it looks grey. */
  static final Colour MELANIN = new Colour(0.60, 1.05, 1.40);

  private static final Colour GREY_MELANIN = new Colour(0.75, 1.00, 1.20);
  static final Colour BLOOD = new Colour(0.10, 0.65, 0.55);
  private static final Colour VEIL = new Colour(0.50, 0.57, 0.68);
  private static final Colour HORN = new Colour(0.97, 0.93, 0.80);
  private static final Colour SCAR = new Colour(0.90, 0.74, 0.68);

  private final int size;
  private final Canvas canvas;
  private final Chance chance;
  private final double x;
  private final double y;
  private final double radius;
  private final double density;
  private final Area area;

  SkinLesion(int size, Canvas canvas, Chance chance) {
    this.size = size;
    this.canvas = canvas;
    this.chance = chance;
    this.x = chance.uniform(0.42, 0.58);
    this.y = chance.uniform(0.42, 0.58);
    this.radius = chance.uniform(0.16, 0.29);
    this.density = chance.uniform(0.45, 1.3);
    this.area = Area.around(x, y, 1.9 * radius);
  }

  void paint(int label) {
    switch (Diagnosis.values()[label]) {
      case NAEVUS -> naevus();
      case MELANOMA -> melanoma();
      case KERATOSIS -> keratosis();
      case DERMATOFIBROMA -> dermatofibroma();
    }
  }

  /** Round, of an even brown, its network regular; a little of anything else is no alarm. */
  private void naevus() {
    Shape away = outline(1.5, chance.uniform(0.02, 0.09));
    melanocytes(away, chance.uniform(6, 16), chance.uniform(0, 0.25), network(0.006));
    flush(away, chance.uniform(0, 0.3));
    veil(away, chance.uniform(0, 0.12));
    dots(chance.integer(0, 3));
  }

  /** Lopsided, ragged, of several browns, with red, a blue-white veil and black dots. */
  private void melanoma() {
    Shape away = outline(1.7, chance.uniform(0.06, 0.14));
    melanocytes(away, chance.uniform(8, 20), chance.uniform(0.2, 0.55), network(0.02));
    flush(away, chance.uniform(0.1, 0.6));
    veil(away, chance.uniform(0.03, 0.4));
    dots(chance.integer(1, 6));
  }

  private void melanocytes(Shape away, double sharpness, double patchiness, Shape network) {
    Shape patches = new Texture(chance, chance.integer(4, 8), patchiness);
    Shape mottle = new Texture(chance, 20, 0.10);
    double centre = chance.uniform(-0.2, 0.4);
    pigment(
        away,
        sharpness,
        (u, v) ->
            Math.max(
                0.15,
                1
                    + centre * (0.5 - away.at(u, v))
                    + patches.at(u, v)
                    + mottle.at(u, v)
                    + network.at(u, v)),
        MELANIN);
  }

  /** More blood in a part of the lesion. */
  private void flush(Shape away, double amount) {
    Shape part = bell(chance.uniform(0.3, 0.8), chance.uniform(0.4, 0.6));
    canvas.absorb(area, (u, v) -> amount * part.at(u, v) * inside(away.at(u, v)), BLOOD);
  }

  /** Blue-white over a part of the lesion. */
  private void veil(Shape away, double share) {
    Shape part = bell(chance.uniform(0.15, 0.55), chance.uniform(0.25, 0.5));
    canvas.cover(area, (u, v) -> share * part.at(u, v) * inside(away.at(u, v)), VEIL);
  }

  private static double inside(double away) {
    return Shape.edge(away, 12);
  }

  private void dots(int count) {
    for (int i = count; i > 0; i--) {
      dot(chance.uniform(0.4, 0.95), chance.uniform(0.008, 0.02), chance.uniform(0.5, 1.2));
    }
  }

  /** Stuck on: an edge as if cut out, grey-brown, with pale cysts and dark plugs of horn. */
  private void keratosis() {
    Shape away = outline(1.5, chance.uniform(0.03, 0.09));
    Shape wax = new Texture(chance, 16, 0.25);
    pigment(
        away, chance.uniform(20, 35), (u, v) -> Math.max(0.2, 0.95 + wax.at(u, v)), GREY_MELANIN);
    for (int i = chance.integer(6, 15); i > 0; i--) {
      double turn = chance.angle();
      double far = 0.85 * radius * Math.sqrt(chance.uniform(0, 1));
      canvas.patch(
          x + far * Math.cos(turn),
          y + far * Math.sin(turn),
          chance.uniform(0.008, 0.014),
          chance.uniform(0.45, 0.8),
          HORN);
    }
    for (int i = chance.integer(4, 10); i > 0; i--) {
      dot(0.85 * Math.sqrt(chance.uniform(0, 1)), chance.uniform(0.01, 0.02), 0.7);
    }
  }

  /** A paler scar in the middle, a delicate network that fades around it. */
  private void dermatofibroma() {
    Shape away = outline(1.35, chance.uniform(0.03, 0.08));
    Shape network = network(0.008);
    Shape mottle = new Texture(chance, 20, 0.10);
    double fading = chance.uniform(0.5, 0.9);
    pigment(
        away,
        chance.uniform(4, 8),
        (u, v) -> 1.2 - fading * away.at(u, v) + network.at(u, v) + mottle.at(u, v),
        MELANIN);
    double share = chance.uniform(0.35, 0.7);
    double scar = chance.uniform(0.3, 0.5);
    Shape blotch = new Texture(chance, 14, 0.2);
    canvas.cover(
        area, (u, v) -> share * Shape.edge(away.at(u, v) / scar + blotch.at(u, v), 4), SCAR);
  }

  /** The distance from the centre, 1 on the outline, for the positions in the area. */
  private Shape outline(double longest, double waviness) {
    double aspect = chance.uniform(1, longest);
    Outline outline = new Outline(chance, x, y, radius, aspect, waviness);
    Canvas distances = new Canvas(size, 1);
    distances.add(area, outline::distance);
    return distances.asShape();
  }

  private void pigment(Shape away, double sharpness, Shape amount, Colour ink) {
    canvas.absorb(
        area, (u, v) -> density * Shape.edge(away.at(u, v), sharpness) * amount.at(u, v), ink);
  }

  /** A bell around a point off the centre; both in radii of the lesion. */
  private Shape bell(double off, double wide) {
    double turn = chance.angle();
    double far = off * radius;
    return Shape.bell(x + far * Math.cos(turn), y + far * Math.sin(turn), wide * radius);
  }

  private void dot(double off, double wide, double dark) {
    double turn = chance.angle();
    double far = off * radius;
    canvas.spot(x + far * Math.cos(turn), y + far * Math.sin(turn), wide, dark, MELANIN);
  }

  /** Brown lines around paler holes, a honeycomb; the irregularity bends it. */
  private Shape network(double irregularity) {
    double mesh = chance.uniform(0.028, 0.045);
    double contrast = chance.uniform(0.05, 0.35);
    double turn = chance.angle();
    Shape bend = new Texture(chance, 9, irregularity);
    double[] across = new double[3];
    double[] down = new double[3];
    for (int i = 0; i < 3; i++) {
      across[i] = 2 * Math.PI / mesh * Math.cos(turn + i * Math.PI / 3);
      down[i] = 2 * Math.PI / mesh * Math.sin(turn + i * Math.PI / 3);
    }
    return (u, v) -> {
      double off = bend.at(u, v);
      double sum = 0;
      for (int i = 0; i < 3; i++) {
        sum += Math.cos((u + off) * across[i] + (v - off) * down[i]);
      }
      return -contrast * sum / 2;
    };
  }
}
