package io.lazaret.lab.adaptive;

import io.lazaret.core.model.Levels;

/**
 * An image as a detector that an attacker wants to pass sees it.
 *
 * @param file the 8-bit file
 * @param rows of the image and of its views
 * @param gradients of the predicted margin by the samples: at the image, and at the image blurred
 *     as the {@link io.lazaret.core.model.GradientFilter} does; none where nobody asks for them
 */
public record Appearance(Levels file, float[][] rows, float[][] gradients) {}
