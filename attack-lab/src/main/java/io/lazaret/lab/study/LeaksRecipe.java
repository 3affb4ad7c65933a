package io.lazaret.lab.study;

import io.lazaret.cli.Default;
import io.lazaret.cli.Doc;

/** How the experiment {@code leaks} is done. */
public record LeaksRecipe(
    @Doc("times that images are split anew") @Default("5") int repetitions,
    @Doc("share of attacked images that there is where they are the rarer class") @Default("0.1")
        double attackedShare) {}
