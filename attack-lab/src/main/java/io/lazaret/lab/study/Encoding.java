package io.lazaret.lab.study;

import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.lab.data.ImageFiles;
import java.util.Locale;

/** How an attacked image is encoded on its way to whoever reads it. */
public enum Encoding {
  PNG {
    @Override
    byte[] encode(Levels image) {
      return ImageFiles.png(image);
    }
  },
  JPEG_95 {
    @Override
    byte[] encode(Levels image) {
      return ImageFiles.jpeg(image, 95);
    }
  };

  /** The file. */
  abstract byte[] encode(Levels image);

  /** The name in recipes and reports. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the network reads of an image that was sent as such a file. */
  Levels received(Levels sent, Preprocessing preprocessing) {
    return preprocessing.apply(ImageFiles.pixels(encode(sent)));
  }

  /** What is read from the file, at the same geometry. */
  public Levels roundTrip(Levels image) {
    return ImageFiles.levels(encode(image), image.geometry());
  }
}
