package io.lazaret.core.model.djl;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What {@code numpy.savez} writes: a zip file with a file {@code NAME.npy} for each array. An npy
 * file is a magic word, a version, the length of the header, the header (a Python dictionary), the
 * array. See numpy.lib.format.
 */
final class NpzFile implements TensorFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': *'([^']{1,20})', *'fortran_order': *(True|False),"
              + " *'shape': *\\(([0-9, ]*)\\),? *\\}\\s*");

  private final ZipFile zip;

  private NpzFile(ZipFile zip) {
    this.zip = zip;
  }

  static NpzFile open(Path file) throws IOException {
    try {
      return new NpzFile(new ZipFile(file.toFile()));
    } catch (ZipException e) {
      throw new IOException("a damaged npz file", e);
    }
  }

  @Override
  public Optional<Description> find(String name) throws IOException {
    ZipEntry entry = zip.getEntry(name + ".npy");
    if (entry == null) {
      return Optional.empty();
    }
    try (InputStream in = stream(entry)) {
      return Optional.of(description(in));
    }
  }

  @Override
  public float[] read(String name, int count) throws IOException {
    try (InputStream in = stream(zip.getEntry(name + ".npy"))) {
      description(in);
      byte[] bytes = in.readNBytes(count * Float.BYTES);
      if (bytes.length < count * Float.BYTES || in.read() >= 0) {
        throw damaged();
      }
      return TensorFile.floats(bytes);
    }
  }

  private InputStream stream(ZipEntry entry) throws IOException {
    InputStream in = zip.getInputStream(entry);
    if (in == null) {
      throw damaged();
    }
    return in;
  }

  /** Reads the header; the stream stands before the numbers then. */
  private static Description description(InputStream in) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2
        || !Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length))
        || start[MAGIC.length] != 1) {
      throw damaged();
    }
    byte[] size = in.readNBytes(2);
    int length = size.length < 2 ? 0 : (size[0] & 0xFF) | (size[1] & 0xFF) << 8;
    byte[] text = in.readNBytes(length);
    Matcher header = HEADER.matcher(new String(text, StandardCharsets.ISO_8859_1));
    if (!header.matches()) {
      throw damaged();
    }
    boolean cOrder = header.group(2).equals("False");
    String type = header.group(1) + (cOrder ? "" : " in Fortran order");
    return new Description(type, type.equals("<f4"), shape(header.group(3)));
  }

  private static Shape shape(String numbers) throws IOException {
    try {
      return new Shape(
          Arrays.stream(numbers.split(","))
              .map(String::strip)
              .filter(number -> !number.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray());
    } catch (NumberFormatException e) {
      throw damaged();
    }
  }

  private static IOException damaged() {
    return new IOException("a damaged npz file");
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
