package io.lazaret.lab.attack;

/**
 * What one pass forwards and backwards says of each image.
 *
 * @param logits images x classes
 * @param byImage the derivatives of each image's objective by its samples: images x samples
 */
public record Gradients(float[][] logits, float[][] byImage) {}
