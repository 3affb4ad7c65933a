package io.lazaret.core.image;

/** Filtering of scanlines (ISO/IEC 15948, clause 9). */
final class PngFilter {
  private PngFilter() {}

  /**
   * Reconstructs a row in place.
   *
   * @param type the row's filter type, 0 to 4
   * @param row the filtered bytes; reconstructed on return
   * @param prior the reconstructed row above in the same pass; zeros above the first
   * @param distance whole bytes from a sample to the same sample of the pixel before it
   */
  static void reconstruct(int type, byte[] row, byte[] prior, int distance)
      throws MalformedException {
    switch (type) {
      case 0 -> {}
      case 1 -> sub(row, distance);
      case 2 -> up(row, prior);
      case 3 -> average(row, prior, distance);
      case 4 -> paeth(row, prior, distance);
      default -> throw MalformedException.corrupt("filter type " + type);
    }
  }

  private static void sub(byte[] row, int distance) {
    for (int i = distance; i < row.length; i++) {
      row[i] += row[i - distance];
    }
  }

  private static void up(byte[] row, byte[] prior) {
    for (int i = 0; i < row.length; i++) {
      row[i] += prior[i];
    }
  }

  private static void average(byte[] row, byte[] prior, int distance) {
    for (int i = 0; i < row.length; i++) {
      int left = i < distance ? 0 : row[i - distance] & 0xFF;
      row[i] += (byte) ((left + (prior[i] & 0xFF)) / 2);
    }
  }

  private static void paeth(byte[] row, byte[] prior, int distance) {
    for (int i = 0; i < row.length; i++) {
      int left = i < distance ? 0 : row[i - distance] & 0xFF;
      int upperLeft = i < distance ? 0 : prior[i - distance] & 0xFF;
      row[i] += (byte) predict(left, prior[i] & 0xFF, upperLeft);
    }
  }

  private static int predict(int left, int above, int upperLeft) {
    int estimate = left + above - upperLeft;
    int toLeft = Math.abs(estimate - left);
    int toAbove = Math.abs(estimate - above);
    int toUpperLeft = Math.abs(estimate - upperLeft);
    if (toLeft <= toAbove && toLeft <= toUpperLeft) {
      return left;
    }
    return toAbove <= toUpperLeft ? above : upperLeft;
  }
}
