package io.lazaret.lab.phantom;

/** Smooth noise about 0: random heights on a coarse grid, interpolated. */
final class Texture implements Shape {
  private final int cells;
  private final float[] grid;

  /**
   * @param cells of the grid along a side: the larger, the finer
   * @param amplitude deviation of the heights
   */
  Texture(Chance chance, int cells, double amplitude) {
    this.cells = cells;
    this.grid = new float[(cells + 2) * (cells + 2)];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = (float) (amplitude * chance.gaussian());
    }
  }

  @Override
  public double at(double u, double v) {
    int row = (int) (v * cells);
    int column = (int) (u * cells);
    double down = smooth(v * cells - row);
    double right = smooth(u * cells - column);
    int at = row * (cells + 2) + column;
    double above = grid[at] * (1 - right) + grid[at + 1] * right;
    double below = grid[at + cells + 2] * (1 - right) + grid[at + cells + 3] * right;
    return above * (1 - down) + below * down;
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }
}
