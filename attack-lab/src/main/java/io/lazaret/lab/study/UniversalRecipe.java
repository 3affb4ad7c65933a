package io.lazaret.lab.study;

import io.lazaret.cli.Default;
import io.lazaret.cli.Doc;
import io.lazaret.lab.attack.Norm;
import java.util.List;

/** How the experiment {@code universal} is done. */
public record UniversalRecipe(
    @Doc("sizes of the perturbations, in levels of 255") @Default("1, 2, 4, 8")
        List<Double> epsilonLevels,
    @Doc("how sizes are measured: linf, the largest change, or l2, the root of the mean square")
        @Default("linf")
        List<Norm> norms,
    @Doc("how often the images of the fitting side are gone through") @Default("10") int passes,
    @Doc("images of a step") @Default("32") int batchSize,
    @Doc("the length of a step in units of epsilon") @Default("0.2") double relativeStep) {}
