package io.lazaret.lab.study;

import io.lazaret.cli.Default;
import io.lazaret.cli.Doc;
import io.lazaret.lab.attack.Attacks;
import java.util.List;
import java.util.Optional;

/** How the experiment {@code classes} is done. */
public record ClassesRecipe(
    @Doc("numbers of classes to compare") @Default("2, 3, 4") List<Integer> counts,
    @Doc("images of each class; fewer where a labels-csv data set has fewer") @Default("300")
        int imagesPerClass,
    @Doc("labels-csv: the column that names the classes; without it, the labels")
        Optional<String> labelColumn,
    @Doc("the attacks") @Default("FGSM, BIM, PGD, CW-Linf") List<String> attacks,
    @Doc("the most test images that are attacked") @Default("100") int images,
    @Doc("phantoms: channels of the first stage of the small networks") @Default("8") int width,
    @Doc("phantoms: passes over the images") @Default("15") int epochs,
    @Doc("phantoms: peak of the learning rate's cycle") @Default("0.004") double learningRate) {

  public ClassesRecipe {
    attacks = Attacks.written(attacks);
  }
}
