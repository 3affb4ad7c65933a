package io.lazaret.core.image;

import io.lazaret.core.image.Malformed.Kind;

/**
 * Carries a {@link Malformed} out of the depths of a parser to the codec, which returns it as a
 * value. Never leaves this package.
 */
final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Malformed malformed;

  MalformedException(Malformed malformed) {
    // Bad input is ordinary here: no stack trace is taken.
    super(malformed.detail(), null, false, false);
    this.malformed = malformed;
  }

  static MalformedException truncated(String detail) {
    return new MalformedException(new Malformed(Kind.TRUNCATED, detail));
  }

  static MalformedException corrupt(String detail) {
    return new MalformedException(new Malformed(Kind.CORRUPT, detail));
  }

  static MalformedException unsupported(String detail) {
    return new MalformedException(new Malformed(Kind.UNSUPPORTED, detail));
  }

  static MalformedException tooLarge(String detail) {
    return new MalformedException(new Malformed(Kind.TOO_LARGE, detail));
  }

  Malformed malformed() {
    return malformed;
  }
}
