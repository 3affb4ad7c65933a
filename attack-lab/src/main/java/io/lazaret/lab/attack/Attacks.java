package io.lazaret.lab.attack;

import io.lazaret.core.RefusedException;
import java.util.List;
import java.util.stream.Collectors;

/** The attacks that a recipe can name, with the settings of Ma et al. (2021). */
public final class Attacks {

  /** Every known attack. */
  public static final List<Attack> ALL =
      List.of(
          // Goodfellow et al., ICLR 2015
          new GradientDescent("FGSM", 1, 1.0, false, Loss.CROSS_ENTROPY),
          // Kurakin et al., ICLR 2017
          new GradientDescent("BIM", 20, 0.05, false, Loss.CROSS_ENTROPY),
          // Madry et al., ICLR 2018
          new GradientDescent("PGD", 20, 0.1, true, Loss.CROSS_ENTROPY));

  private Attacks() {}

  /**
   * The attack of a name.
   *
   * @throws RefusedException when there is none
   */
  public static Attack named(String name) {
    return ALL.stream()
        .filter(attack -> attack.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "unknown attack '"
                        + name
                        + "'; known are "
                        + ALL.stream().map(Attack::name).collect(Collectors.joining(", "))));
  }
}
