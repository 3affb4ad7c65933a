package io.lazaret.core.model.view;

import io.lazaret.core.RefusedException;
import java.util.List;
import java.util.stream.Collectors;

/** The views that a bundle can name. */
public final class Views {

  /** Every known view. Recipes say which are used; all but {@code bits-5} are by default. */
  public static final List<View> ALL =
      List.of(
          new GaussianBlur(0.7),
          new Median3(),
          new BitDepth(5),
          new JpegRoundTrip(75),
          new Shift(1, 1));

  private Views() {}

  /**
   * The view of a name.
   *
   * @throws RefusedException when there is none
   */
  public static View named(String name) {
    return ALL.stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "unknown view '"
                        + name
                        + "'; known are "
                        + ALL.stream().map(View::name).collect(Collectors.joining(", "))));
  }
}
