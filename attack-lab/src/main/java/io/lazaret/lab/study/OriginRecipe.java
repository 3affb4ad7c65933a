package io.lazaret.lab.study;

import io.lazaret.cli.Doc;

/**
 * The network that the experiment {@code origin} compares with the recipe's: fine-tuned from
 * published weights where that one is from scratch, or the other way round.
 */
public record OriginRecipe(
    @Doc("the other network; backbone.pretrained names its weights") BackboneRecipe backbone,
    @Doc("how it is trained") Recipe.TrainingSection training) {}
