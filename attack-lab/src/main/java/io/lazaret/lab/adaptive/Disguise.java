package io.lazaret.lab.adaptive;

import io.lazaret.core.model.view.View;
import io.lazaret.lab.attack.Goal;
import java.util.List;

/** What an attacked image shall look like to a detector. Immutable. */
public interface Disguise {

  /** The views that the attacker must see besides the image itself. */
  List<View> views();

  /** Whether the attacker must see the input gradient of the predicted margin too. */
  default boolean gradients() {
    return false;
  }

  /**
   * What is to be kept small for one image.
   *
   * @param goal targeted
   * @param cleanRow what the network says of the clean image
   */
  Suspicion of(Goal goal, float[] cleanRow);
}
