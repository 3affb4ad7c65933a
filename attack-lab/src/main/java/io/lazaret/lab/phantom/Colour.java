package io.lazaret.lab.phantom;

/**
 * Three numbers, for red, green and blue: what a surface reflects, from 0 to 1, or how strongly an
 * ink absorbs.
 */
record Colour(double red, double green, double blue) {

  double of(int channel) {
    return channel == 0 ? red : channel == 1 ? green : blue;
  }

  Colour times(double factor) {
    return new Colour(factor * red, factor * green, factor * blue);
  }

  Colour times(Colour other) {
    return new Colour(red * other.red, green * other.green, blue * other.blue);
  }

  /** What is left of this light behind so much of an ink (Beer and Lambert's law). */
  Colour behind(double density, Colour ink) {
    return times(
        new Colour(
            Math.exp(-density * ink.red),
            Math.exp(-density * ink.green),
            Math.exp(-density * ink.blue)));
  }
}
