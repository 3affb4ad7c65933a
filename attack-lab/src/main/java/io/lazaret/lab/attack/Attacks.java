package io.lazaret.lab.attack;

import io.lazaret.core.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The attacks that a recipe can name. The first ones and CW-Linf have the settings of Ma et al.
 * (2021); those that ask have budgets for a study.
 */
public final class Attacks {
  private static final double NEVER = Double.POSITIVE_INFINITY;

  private static final Pattern VARIANT =
      Pattern.compile(
          "(?<attack>.+?)(?<norm>(?:-L2)?)(?<target>(?:-targeted)?)(?:-x(?<restarts>[2-9]|[1-9]\\d{1,2}))?",
          Pattern.CASE_INSENSITIVE);

  private static final Attack APGD_CE =
      new AutoProjectedGradient("APGD-CE", 100, 1, Loss.CROSS_ENTROPY, 0);
  private static final Attack APGD_MARGIN =
      new AutoProjectedGradient("APGD-margin", 100, 1, Loss.MARGIN, 0);
  private static final Attack APGD_T = new AutoProjectedGradient("APGD-T", 100, 1, Loss.DLR, 9);
  private static final Attack FAB = new FastAdaptiveBoundary("FAB", 100, 9);
  private static final Attack SQUARE = new SquareAttack("Square", 500, 0.8);

  /** Every known attack. */
  public static final List<Attack> ALL =
      List.of(
          // Goodfellow et al., ICLR 2015
          new GradientDescent("FGSM", 1, 1.0, 0, 0, Loss.CROSS_ENTROPY, NEVER),
          // Kurakin et al., ICLR 2017
          new GradientDescent("BIM", 20, 0.05, 0, 0, Loss.CROSS_ENTROPY, NEVER),
          // Madry et al., ICLR 2018
          new GradientDescent("PGD", 20, 0.1, 1, 0, Loss.CROSS_ENTROPY, NEVER),
          // Dong et al., CVPR 2018
          new GradientDescent("MI-FGSM", 20, 0.05, 0, 1.0, Loss.CROSS_ENTROPY, NEVER),
          // Guo et al., UAI 2019; Sharma et al., IJCAI 2019
          new SmoothDescent("LF-PGD", 40, 0.125, 4, Loss.CROSS_ENTROPY),
          // Carlini and Wagner, 2017, as PGD on their loss
          new GradientDescent("CW-Linf", 20, 0.1, 1, 0, Loss.MARGIN, 100),
          new LowConfidence("CW-kappa", 20, 0.1, 0.5, 0),
          new LowConfidence("CW-low", 20, 0.1, 0.5, 10),
          new CarliniWagnerL2("CW-L2", 6, 100, 0.005, 0.01, 0),
          APGD_CE,
          APGD_MARGIN,
          APGD_T,
          FAB,
          SQUARE,
          new AutoAttack("AutoAttack", List.of(APGD_CE, APGD_T, APGD_MARGIN, FAB, SQUARE)),
          new HopSkipJump("HopSkipJump", 500, 50, 0.05),
          new BoundaryAttack("Boundary", 500, 0.1));

  private Attacks() {}

  /**
   * The attack of a name, or a {@link Variant} of it.
   *
   * @throws RefusedException when there is none
   */
  public static Attack named(String name) {
    return known(name)
        .or(() -> variant(name))
        .orElseThrow(
            () ->
                new RefusedException(
                    "unknown attack '"
                        + name
                        + "'; known are "
                        + ALL.stream().map(Attack::name).collect(Collectors.joining(", "))
                        + ", each also with -L2, -targeted and -x2 to -x"
                        + Variant.MOST
                        + " (restarts) behind it, in this order"));
  }

  /**
   * Names as results write them, whatever the case of their letters. A name that is not known stays
   * as it is, for {@link #named} to refuse.
   */
  public static List<String> written(List<String> names) {
    return names.stream().map(Attacks::written).toList();
  }

  private static String written(String name) {
    try {
      return named(name).name();
    } catch (RefusedException e) {
      return name;
    }
  }

  private static Optional<Attack> known(String name) {
    return ALL.stream().filter(attack -> attack.name().equalsIgnoreCase(name)).findFirst();
  }

  private static Optional<Attack> variant(String name) {
    Matcher parts = VARIANT.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<Attack> attack = known(parts.group("attack") + parts.group("norm"));
    Norm norm = Norm.LINF; // the suffix belongs to the name, as in CW-L2
    if (attack.isEmpty()) {
      attack = known(parts.group("attack"));
      norm = parts.group("norm").isEmpty() ? Norm.LINF : Norm.L2;
    }
    boolean targeted = !parts.group("target").isEmpty();
    int restarts = parts.group("restarts") == null ? 1 : Integer.parseInt(parts.group("restarts"));
    if (attack.isEmpty() || restarts > Variant.MOST) {
      return Optional.empty();
    }
    if (restarts > 1 && attack.get().asks()) {
      throw new RefusedException(
          "attack '" + name + "': an attack that asks has a budget, not restarts; leave -x out");
    }
    return Optional.of(new Variant(attack.get(), norm, targeted, restarts));
  }
}
