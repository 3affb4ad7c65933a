package io.lazaret.core.image;

import java.util.function.Function;

/** What came of decoding an encoded image: its {@link Pixels}, or why there are none. */
public sealed interface Decoded permits Pixels, Malformed {

  /** Takes the two cases apart; exactly one of the functions is called. */
  <T> T fold(Function<Pixels, T> pixels, Function<Malformed, T> malformed);
}
