package io.lazaret.lab.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {
  @Test
  void anUntargetedGoalIsReachedByAnyOtherClass() {
    Goal goal = Goal.untargeted(1);

    assertEquals(-1, goal.margin(new float[] {0, 3, 2}));
    assertEquals(2, goal.margin(new float[] {0, 1, 3}));
    assertFalse(goal.reached(new float[] {0, 3, 2}));
    assertTrue(goal.reached(new float[] {3.5f, 3, 2}));
  }

  @Test
  void aTargetedGoalIsReachedByItsClassAlone() {
    Goal goal = Goal.targeted(1, 2);

    assertEquals(-1, goal.margin(new float[] {0, 3, 2}));
    assertEquals(-1, goal.margin(new float[] {4, 2, 3}), "another wrong class will not do");
    assertEquals(0.5, goal.margin(new float[] {0, 3, 3.5f}));
    assertTrue(goal.reached(new float[] {0, 3, 3.5f}));
  }

  @Test
  void aTieReachesNothing() {
    assertFalse(Goal.untargeted(0).reached(new float[] {1, 1}));
    assertFalse(Goal.targeted(0, 1).reached(new float[] {1, 1}));
  }

  @Test
  void withTwoClassesBothGoalsAreTheSame() {
    float[] logits = {0.25f, 2};

    assertEquals(Goal.untargeted(0).margin(logits), Goal.targeted(0, 1).margin(logits));
  }

  @Test
  void anUntargetedGoalIsPursuedTowardsTheLikeliestClassesFirst() {
    float[] logits = {0, 9, 5, 7};

    assertEquals(
        List.of(Goal.targeted(1, 3), Goal.targeted(1, 2)), Goal.untargeted(1).pursuits(logits, 2));
    assertEquals(List.of(Goal.targeted(1, 0)), Goal.targeted(1, 0).pursuits(logits, 9));
    assertEquals(List.of(Goal.untargeted(1)), Goal.untargeted(1).pursuits(new float[] {1, 2}, 9));
  }

  @Test
  void theLabelIsNoTarget() {
    assertThrows(IllegalArgumentException.class, () -> Goal.targeted(2, 2));
    assertThrows(IllegalArgumentException.class, () -> Goal.untargeted(-1));
  }
}
