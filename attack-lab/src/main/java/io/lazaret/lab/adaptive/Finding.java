package io.lazaret.lab.adaptive;

/**
 * What an attacker learns from one look at a file.
 *
 * @param margin of the goal, in logit units: above 0 where it is reached
 * @param suspicion of the disguise
 * @param toGoal the derivative of the margin by the samples
 * @param toDetector the derivative of the suspicion by the samples
 */
record Finding(double margin, double suspicion, float[] toGoal, float[] toDetector) {}
