package io.lazaret.lab.phantom;

import io.lazaret.core.image.Pixels;
import io.lazaret.lab.phantom.Canvas.Area;

/**
 * Paints a phantom like a dermoscopic image: skin with its texture, freckles, hairs and gleams
 * under uneven light, and a {@linkplain SkinLesion lesion}.
 */
final class DermoscopyPainter {
  private static final Colour BLACK = new Colour(0, 0, 0);
  private static final Colour WHITE = new Colour(1, 1, 1);
  private static final Colour SKIN = new Colour(0.97, 0.84, 0.76);
  private static final Colour HAIR = new Colour(1.1, 1.3, 1.4);
  private static final double HAIR_STEP = 0.04;

  private final Exam exam;
  private final Chance patient;
  private final Chance image;
  private final Canvas canvas;

  DermoscopyPainter(Exam exam) {
    this.exam = exam;
    this.patient = exam.patient();
    this.image = exam.image();
    this.canvas = new Canvas(exam.size(), 3);
  }

  Pixels paint() {
    skin();
    freckles();
    if (exam.lesion()) {
      new SkinLesion(exam.size(), canvas, exam.finding()).paint(exam.label());
    }
    hairs();
    gleams();
    light();
    rim();
    canvas.grain(image, image.uniform(0.015, 0.04)); // photons
    canvas.blur();
    canvas.grain(image, 0.004); // electronics
    return canvas.pixels();
  }

  private void skin() {
    Colour tone =
        SKIN.behind(patient.uniform(0, 0.35), SkinLesion.MELANIN)
            .behind(patient.uniform(0, 0.5), SkinLesion.BLOOD);
    canvas.shine(Area.WHOLE, (u, v) -> 1, tone);
    Shape flush = new Texture(image, 5, 0.05).and(new Texture(image, 12, 0.06));
    canvas.absorb(Area.WHOLE, flush, SkinLesion.BLOOD);
    Shape grain = new Texture(image, 40, patient.uniform(0.015, 0.045));
    canvas.absorb(Area.WHOLE, grain, SkinLesion.MELANIN);
  }

  private void freckles() {
    int most = patient.integer(1, 9);
    for (int i = image.integer(0, most); i > 0; i--) {
      canvas.spot(
          image.uniform(0, 1),
          image.uniform(0, 1),
          image.uniform(0.008, 0.025),
          image.uniform(0.1, 0.5),
          SkinLesion.MELANIN);
    }
  }

  /** Over everything; how many there may be and how dark they are is the patient's. */
  private void hairs() {
    Canvas hairs = new Canvas(exam.size(), 1);
    int most = patient.integer(1, 9);
    double density = patient.uniform(0.4, 1.1);
    for (int i = image.integer(0, most); i > 0; i--) {
      hair(hairs, image.uniform(0.002, 0.005));
    }
    canvas.absorb(Area.WHOLE, hairs.asShape().times(density), HAIR);
  }

  private void hair(Canvas hairs, double width) {
    double x = image.uniform(-0.1, 1.1);
    double y = image.uniform(-0.1, 1.1);
    double heading = image.angle();
    double bend = image.uniform(-0.06, 0.06);
    for (int i = image.integer(8, 26); i > 0; i--) {
      double toX = x + HAIR_STEP * Math.cos(heading);
      double toY = y + HAIR_STEP * Math.sin(heading);
      hairs.line(x, y, toX, toY, width, 1);
      x = toX;
      y = toY;
      heading += bend;
    }
  }

  /** The lamp in drops of the contact fluid: small, white, anywhere. */
  private void gleams() {
    for (int i = image.integer(0, 6); i > 0; i--) {
      canvas.patch(
          image.uniform(0, 1),
          image.uniform(0, 1),
          image.uniform(0.004, 0.010),
          image.uniform(0.3, 0.8),
          WHITE);
    }
  }

  /** Darker towards the corners, tinted by lamp and camera. */
  private void light() {
    double x = image.uniform(0.42, 0.58);
    double y = image.uniform(0.42, 0.58);
    double falloff = image.uniform(0.1, 0.7);
    double brightness = image.uniform(0.72, 1.0);
    Colour tint =
        new Colour(image.uniform(0.93, 1.05), image.uniform(0.93, 1.05), image.uniform(0.88, 1.1));
    canvas.light(
        (u, v) -> brightness / (1 + falloff * ((u - x) * (u - x) + (v - y) * (v - y))), tint);
  }

  /** Some lenses leave the corners black. */
  private void rim() {
    if (image.happens(0.3)) {
      double x = image.uniform(0.46, 0.54);
      double y = image.uniform(0.46, 0.54);
      double radius = image.uniform(0.56, 0.68);
      Shape seen = Shape.disc(x, y, radius, 40);
      canvas.cover(Area.WHOLE, (u, v) -> 1 - seen.at(u, v), BLACK);
    }
  }
}
