package io.lazaret.lab.adaptive;

import io.lazaret.core.RefusedException;
import io.lazaret.lab.attack.Attack;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The attackers who know the network's taps or the detector: each is fitted, then attacks. */
public enum InformedAttacker {
  /** Looks like a clean image of the target class at every tap (Sabour et al., ICLR 2016). */
  FEATURE_MATCHING {
    @Override
    public Attack fit(Knowledge knowledge, int steps, int descents) {
      Disguise guide = new GuideDisguise(knowledge.clean());
      return descent(code(), guide, Pursuit.SELECTIVE, steps, descents);
    }
  },

  /** Lies near the target class's Gaussians at every tap (Yao et al., MICCAI 2021). */
  HIERARCHICAL_FEATURES {
    @Override
    public Attack fit(Knowledge knowledge, int steps, int descents) {
      return descent(code(), knowledge.mixtures(COMPONENTS), Pursuit.WEIGHTED, steps, descents);
    }
  },

  /** Moves as few samples as possible, each by one level. */
  SPARSE_FLIPS {
    @Override
    public Attack fit(Knowledge knowledge, int steps, int descents) {
      return new SparseFlips(code(), steps, 0.004, CONFIDENCE);
    }

    @Override
    public int descents(int asked) {
      return 1;
    }

    @Override
    public double passes(int steps, int descents, int views, boolean gradients) {
      return (double) Attack.GRADIENT * steps;
    }
  },

  /** Lowers the detector's score, in one sum with the margin. */
  THROUGH_DETECTOR_WEIGHTED {
    @Override
    public Attack fit(Knowledge knowledge, int steps, int descents) {
      return descent(code(), knowledge.detector(), Pursuit.WEIGHTED, steps, descents);
    }
  },

  /** Lowers the detector's score wherever the goal is reached. */
  THROUGH_DETECTOR_SELECTIVE {
    @Override
    public Attack fit(Knowledge knowledge, int steps, int descents) {
      return descent(code(), knowledge.detector(), Pursuit.SELECTIVE, steps, descents);
    }
  },

  /** The same, by steps that do the margin no harm. */
  THROUGH_DETECTOR_ORTHOGONAL {
    @Override
    public Attack fit(Knowledge knowledge, int steps, int descents) {
      return descent(code(), knowledge.detector(), Pursuit.ORTHOGONAL, steps, descents);
    }
  },

  /** Lowers the detector's score as far as every step keeps the goal, to first order. */
  THROUGH_DETECTOR_CONSTRAINED {
    @Override
    public Attack fit(Knowledge knowledge, int steps, int descents) {
      return descent(code(), knowledge.detector(), Pursuit.CONSTRAINED, steps, descents);
    }
  },

  /** Lowers the detector's score and stays near the target class's Gaussians at every tap. */
  THROUGH_DETECTOR_AND_FEATURES {
    @Override
    public Attack fit(Knowledge knowledge, int steps, int descents) {
      Disguise both = new SumDisguise(knowledge.detector(), knowledge.mixtures(COMPONENTS));
      return descent(code(), both, Pursuit.SELECTIVE, steps, descents);
    }
  };

  /** As published. */
  private static final int COMPONENTS = 64;

  private static final double CONFIDENCE = 0.1;
  private static final double RELATIVE_STEP = 1;

  /**
   * The finished attack.
   *
   * @param steps of each descent
   * @param descents from the image, then from random points; sparse flips know one only
   */
  public abstract Attack fit(Knowledge knowledge, int steps, int descents);

  /** How many descents it makes of so many. */
  public int descents(int asked) {
    return asked;
  }

  /**
   * About how many images go through the network, forwards, for each that is attacked: what {@link
   * Attack#passes} says of the attack once it is fitted.
   *
   * @param views that the detector looks through
   * @param gradients whether the detector looks at the gradient of the margin
   */
  public double passes(int steps, int descents, int views, boolean gradients) {
    int planes = knowsDetector() ? Probe.planes(views, gradients) : Probe.planes(0, false);
    return EvasiveDescent.passes(steps, descents, planes);
  }

  /** Whether the attack is another where the detector is another. */
  public boolean knowsDetector() {
    return name().startsWith("THROUGH_DETECTOR");
  }

  /** The name in recipes and reports. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The attacker of a name.
   *
   * @throws RefusedException when there is none
   */
  public static InformedAttacker named(String code) {
    return Arrays.stream(values())
        .filter(each -> each.code().equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "unknown attacker '"
                        + code
                        + "'; known are "
                        + Arrays.stream(values())
                            .map(InformedAttacker::code)
                            .collect(Collectors.joining(", "))));
  }

  private static Attack descent(
      String name, Disguise disguise, Pursuit pursuit, int steps, int descents) {
    return new EvasiveDescent(
        name, disguise, pursuit, 1, steps, descents, RELATIVE_STEP, CONFIDENCE);
  }
}
