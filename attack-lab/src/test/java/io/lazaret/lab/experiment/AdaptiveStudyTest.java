package io.lazaret.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lazaret.core.bundle.BundleJson;
import io.lazaret.lab.study.TinyStudy;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("lab")
class AdaptiveStudyTest {
  @TempDir private Path directory;

  /**
   * Through trees, which have no gradient, by a stand-in; every detector, fitted once and again.
   */
  @Test
  void everyInformedAttackerIsAnsweredForEveryDetectorAndAgainAfterFittingOnIt()
      throws IOException {
    TinyStudy.run(
        directory,
        """
        combined, mahalanobis, consistency-unsupervised]
        adaptive:
          images: 6
          steps: 3
          epsilonLevels: [2]
        experiments: [adaptive""");

    JsonNode file =
        BundleJson.mapper().readTree(directory.resolve("results/adaptive.json").toFile());

    JsonNode result = file.get("result");
    assertEquals("combined", result.get("target").asText());
    assertTrue(result.get("standIn").asBoolean());
    int attacks = 8 + 1; // one with four times the steps
    int following = 5; // those that know the detector
    assertEquals(attacks + following, result.get("attacks").size());
    int again = 2 * 8; // the unsupervised detector learns from no attack
    assertEquals(3 * attacks + again + 2 * following, result.get("detection").size());
    int followed = 0;
    for (JsonNode row : result.get("detection")) {
      followed += row.get("attackedAgain").asBoolean() ? 1 : 0;
      assertTrue(row.get("fittedAgain").asBoolean() || !row.get("attackedAgain").asBoolean());
    }
    assertEquals(2 * following, followed);
    assertTrue(file.get("provenance").has("dataHash"));
  }
}
