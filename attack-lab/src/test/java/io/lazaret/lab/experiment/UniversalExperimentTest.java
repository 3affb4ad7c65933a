package io.lazaret.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.lab.study.TinyStudy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UniversalExperimentTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "passes: 0 | universal.passes and batchSize must be 1 or more, and relativeStep above 0",
        "batchSize: -1 | universal.passes and batchSize must be 1 or more",
        "relativeStep: 0 | relativeStep above 0",
        "epsilonLevels: [] | 'universal' needs an epsilon and a norm",
        "norms: [] | 'universal' needs an epsilon and a norm",
        "norms: [l3] | 'universal.norms[0]' must be one of linf, l2",
        "epsilonLevels: [300] | 'universal': epsilon must lie between 0 and 1",
      })
  void whatCannotBeAnsweredIsRefusedBeforeAnythingIsComputed(String section, String saying) {
    String rest = "consistency]\nuniversal:\n  " + section + "\nexperiments: [universal";

    var refusal =
        assertThrows(RefusedException.class, () -> TinyStudy.run(directory.resolve("out"), rest));

    assertTrue(refusal.getMessage().contains(saying), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
    assertFalse(Files.exists(directory.resolve("out")));
  }
}
