package io.lazaret.lab.study;

import io.lazaret.cli.Default;
import io.lazaret.cli.Doc;
import java.util.List;

/** How the experiment {@code capacity} is done: small ResNets of many sizes, from scratch. */
public record CapacityRecipe(
    @Doc("channels of the first stage, where the recipe's network is no small-resnet")
        @Default("16")
        int width,
    @Doc("widths to compare, in units of that one, at two blocks in each of four stages")
        @Default("0.25, 0.5, 1, 2")
        List<Double> factors,
    @Doc("blocks in each of four stages to compare, at that width") @Default("1, 2, 3")
        List<Integer> depths,
    @Doc("passes over the images, 0 for the recipe's") @Default("0") int epochs,
    @Doc("peak of the learning rate's cycle, 0 for the recipe's") @Default("0") double learningRate,
    @Doc("sizes of the perturbations, in levels of 255") @Default("0.1, 0.2, 0.5, 1, 2")
        List<Double> epsilonLevels,
    @Doc("the most test images that are attacked") @Default("100") int images,
    @Doc("the most test images whose distance from the decision boundary is looked for")
        @Default("40")
        int boundaryImages,
    @Doc("steps of that search") @Default("40") int boundarySteps,
    @Doc("the most test images of the loss surface") @Default("50") int surfaceImages) {}
