package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.corpus.Corpus;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.evaluate.Evaluation.AttackRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("lab")
class VariantStudyTest {
  @TempDir private Path directory;

  /** By length, towards a target, several times: in the tables and in the corpus. */
  @Test
  void aRecipeNamesVariantsOfAttacks() {
    String recipe =
        TinyStudy.RECIPE
            .replace("attacks: [FGSM, PGD]", "attacks: [PGD, PGD-L2, PGD-targeted-x2, Square-L2]")
            .replace("feedAttacks: [FGSM]", "feedAttacks: [PGD-L2]");
    Path out = directory.resolve("out");

    Evaluation evaluation = TinyStudy.study(recipe, Optional.empty(), out).run();

    for (AttackRow row : evaluation.attacks()) {
      double levels = 255 * row.epsilon();
      if (row.attack().endsWith("L2")) {
        assertTrue(row.rootMeanSquareLevels() <= levels + 0.5, row.toString());
      } else {
        assertTrue(row.largestLevels() <= Math.round(levels), row.toString());
      }
    }
    AttackRow byLength = row(evaluation, "PGD-L2");
    assertTrue(byLength.largestLevels() > 4, byLength.toString());
    assertEquals(
        List.of(),
        evaluation.flags().stream().filter(f -> f.code().equals("epsilon-exceeded")).toList());
    assertTrue(
        Corpus.read(out.resolve("corpus")).entries().stream()
            .anyMatch(entry -> entry.attack().equals(Optional.of("PGD-targeted-x2"))));
  }

  private static AttackRow row(Evaluation evaluation, String attack) {
    return evaluation.attacks().stream()
        .filter(row -> row.attack().equals(attack) && row.geometry().equals("model"))
        .reduce((first, last) -> last)
        .orElseThrow();
  }
}
