package io.lazaret.lab.phantom;

import io.lazaret.core.image.Pixels;
import io.lazaret.lab.phantom.Canvas.Area;

/**
 * Paints an X-ray-like phantom: two lungs, a heart, a spine, ribs, a texture of vessels, quantum
 * noise, and streaks and vessel ends that are no lesions.
 */
final class XrayPainter {
  private enum Finding {
    NONE,
    NODULE,
    CONSOLIDATION,
    EFFUSION
  }

  private static final double LUNG_WIDTH = 0.135;
  private static final double LUNG_HEIGHT = 0.27;

  private final Exam exam;
  private final double exposure;
  private final Chance patient;
  private final Chance image;
  private final Chance finding;
  private final Canvas canvas;
  private final double centre;
  private final double top;
  private final double reach;

  /**
   * @param exposure the most by which the whole image is lighter or darker; 0 draws nothing
   */
  XrayPainter(Exam exam, double exposure) {
    this.exam = exam;
    this.exposure = exposure;
    this.patient = exam.patient();
    this.image = exam.image();
    this.finding = exam.finding();
    this.canvas = new Canvas(exam.size(), 1);
    this.centre = patient.uniform(0.47, 0.53);
    this.top = patient.uniform(0.40, 0.46);
    this.reach = patient.uniform(0.17, 0.20);
  }

  Pixels paint() {
    thorax();
    ribs();
    texture(patient, 6, patient.uniform(0.03, 0.05));
    texture(image, 14, image.uniform(0.025, 0.04));
    texture(image, 28, image.uniform(0.015, 0.03));
    for (int i = image.integer(2, 6); i > 0; i--) {
      streak(
          side(image),
          image.uniform(0.25, 0.65),
          image.uniform(0.03, 0.09),
          image.uniform(0.06, 0.14));
    }
    for (int i = image.integer(1, 4); i > 0; i--) { // vessel ends: small, sharp, faint
      blob(
          side(image),
          image.uniform(0.25, 0.65),
          image.uniform(0.006, 0.012),
          image.uniform(0.08, 0.18));
    }
    switch (Finding.values()[exam.label()]) {
      case NONE -> {}
      case NODULE -> nodule();
      case CONSOLIDATION -> consolidation();
      case EFFUSION -> effusion();
    }
    if (exposure > 0) {
      double shift = image.uniform(-exposure, exposure);
      canvas.add(Area.WHOLE, (u, v) -> shift);
    }
    canvas.noise(image, image.uniform(0.03, 0.06)); // quanta, blurred with everything by the screen
    canvas.blur();
    canvas.blur();
    canvas.noise(image, 0.004); // electronics
    return canvas.pixels();
  }

  private void thorax() {
    double tilt = patient.uniform(-0.06, 0.06);
    double air = patient.uniform(0.24, 0.34);
    canvas.add(
        Area.WHOLE,
        (u, v) -> {
          double value = 0.62 + 0.10 * (v - 0.5) + tilt * (u - 0.5);
          value -= air * Math.max(soft(lung(u, v, -reach)), soft(lung(u, v, reach)));
          value += 0.20 * soft(ellipse(u, v, centre + 0.05, top + 0.17, 0.11, 0.13)); // heart
          value += 0.10 * Math.exp(-Math.pow((u - centre) / 0.035, 2)); // spine
          return value - 0.5 * (1 - soft(ellipse(u, v, centre, 0.70, 0.52, 0.80))); // the body ends
        });
  }

  private void ribs() {
    double gap = patient.uniform(0.075, 0.095);
    double bend = patient.uniform(0.35, 0.6);
    double start = patient.uniform(0.16, 0.22);
    double brightness = patient.uniform(0.04, 0.09);
    canvas.add(
        Area.WHOLE,
        (u, v) -> {
          double away = Math.abs(u - centre);
          double phase = (v - start - bend * away * away - 0.18 * away) / gap;
          if (phase <= 0 || phase >= 7 || away >= 0.34) {
            return 0;
          }
          double along = Math.cos(2 * Math.PI * phase);
          return brightness * Math.max(0, along * along * along);
        });
  }

  private void texture(Chance chance, int cells, double amplitude) {
    canvas.add(Area.WHOLE, new Texture(chance, cells, amplitude));
  }

  private void streak(double x, double y, double length, double brightness) {
    double angle = image.uniform(0, Math.PI);
    double width = image.uniform(0.006, 0.011);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    canvas.add(
        Area.around(x, y, 3 * Math.max(length, width)),
        (u, v) -> {
          double along = ((u - x) * cos + (v - y) * sin) / length;
          double across = ((v - y) * cos - (u - x) * sin) / width;
          double distance = along * along + across * across;
          return distance < 9 ? brightness * Math.exp(-distance) : 0;
        });
  }

  private void blob(double x, double y, double radius, double brightness) {
    canvas.add(
        Area.around(x, y, 2 * radius),
        (u, v) -> {
          double du = (u - x) / radius;
          double dv = (v - y) / radius;
          double distance = du * du + dv * dv;
          return distance < 4 ? brightness / (1 + Math.exp(4 * (distance - 1))) : 0;
        });
  }

  /** A round opacity in a lung. */
  private void nodule() {
    double x = side(finding);
    double y = finding.uniform(0.27, 0.62);
    double radius = finding.uniform(0.035, 0.055);
    double brightness = finding.uniform(0.12, 0.28);
    if (exam.lesion()) {
      blob(x, y, radius, brightness);
    }
  }

  /** A cloud in one lung, without an edge. */
  private void consolidation() {
    double side = finding.coin() ? reach : -reach;
    double x = centre + side + finding.uniform(-0.05, 0.05);
    double y = top + finding.uniform(-0.12, 0.16);
    double wide = finding.uniform(0.07, 0.12);
    double high = finding.uniform(0.07, 0.13);
    double brightness = finding.uniform(0.13, 0.24);
    Shape cloud = new Texture(finding, 12, 0.35);
    if (exam.lesion()) {
      canvas.add(
          Area.WHOLE,
          (u, v) -> {
            double within = Shape.edge(ellipse(u, v, x, y, wide, high) + cloud.at(u, v), 5);
            return brightness * within * soft(lung(u, v, side));
          });
    }
  }

  /** Fluid at the base of one lung, its surface rising towards the chest wall. */
  private void effusion() {
    double side = finding.coin() ? reach : -reach;
    double level = top + finding.uniform(0.08, 0.17);
    double rise = finding.uniform(0.06, 0.14);
    double brightness = finding.uniform(0.15, 0.26);
    if (exam.lesion()) {
      canvas.add(
          Area.WHOLE,
          (u, v) -> {
            double outwards =
                Math.max(0, 0.5 + (u - centre - side) / (2 * LUNG_WIDTH) * Math.signum(side));
            double surface = level - rise * outwards * outwards;
            double below = 1 / (1 + Math.exp((surface - v) / 0.012));
            return brightness * below * soft(lung(u, v, side));
          });
    }
  }

  /** A column inside one of the lungs. */
  private double side(Chance chance) {
    double offset = chance.uniform(0.10, 0.26);
    return chance.coin() ? centre + offset : centre - offset;
  }

  private double lung(double u, double v, double side) {
    return ellipse(u, v, centre + side, top, LUNG_WIDTH, LUNG_HEIGHT);
  }

  /** 0 at the centre of an ellipse, 1 on its edge. */
  private static double ellipse(double u, double v, double x, double y, double a, double b) {
    return Math.sqrt(Math.pow((u - x) / a, 2) + Math.pow((v - y) / b, 2));
  }

  private static double soft(double distance) {
    return Shape.edge(distance, 14);
  }
}
