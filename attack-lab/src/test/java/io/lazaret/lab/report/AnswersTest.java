package io.lazaret.lab.report;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of experiments as they come out of JSON. */
class AnswersTest {
  @TempDir Path results;

  @Test
  void leaksStandFromAllToNone() throws IOException {
    String row =
        """
        {"protocol": "%s", "detector": "kd", "fittedOn": "PGD", "attack": "PGD",
         "epsilon": 0.00392156862745098, "attackedShare": 1.0, "auc": %s, "deviation": 0.01,
         "repetitions": 5, "clean": 80, "attacked": 70}
        """;
    String page =
        page(
            "leaks",
            "{\"leaks\": [{\"leak\": \"clean-twin\", \"does\": \"a & b\", \"wrong\": \"c\"}],"
                + " \"rows\": ["
                + row.formatted("leak-free", "0.590")
                + ","
                + row.formatted("only-clean-twin", "0.700")
                + ","
                + row.formatted("leaky", "0.990")
                + "]}");

    int leaky = page.indexOf("<b>0.990</b><small>0.980-1.000</small>");
    int only = page.indexOf("<b>0.700</b>");
    int none = page.indexOf("<b>0.590</b>");
    assertTrue(0 < leaky && leaky < only && only < none, page);
    assertTrue(page.contains("mean over 5 splits") && page.contains("a &amp; b"));
  }

  @Test
  void networksOfSeveralSizesStandBesideTheirLossSurfaces() throws IOException {
    String network =
        """
        {"width": %d, "blocks": [2, 2], "parameters": 12345, "accuracy": [0.9, 0.85, 0.95],
         "auc": [0.95, 0.9, 1.0], "n": 40, "boundaryImages": 10,
         "attacks": [{"attack": "PGD", "epsilon": 0.00392156862745098,
           "floatSuccess": [0.8, 0.7, 0.9], "success": [0.75, 0.7, 0.8], "n": 40}],
         "medianEpsilon": [0.00196, 0.001, 0.003],
         "surface": {"levels": [0, 1], "loss": [[0.5, 1.0], [%s, 2.0]], "images": 12}}
        """;
    String page =
        page(
            "capacity",
            "[" + network.formatted(8, "1.5") + "," + network.formatted(16, "4.0") + "]");

    assertTrue(page.contains("<td>width 8, blocks 2 a stage</td><td>12,345</td>"), page);
    assertTrue(page.contains("<th>PGD at 1/255</th>"), page);
    assertTrue(page.contains("<td>0.50</td>"), page); // half a level to the boundary
    assertTrue(page.contains("--heat:100%") && page.contains("--heat:38%"), page); // of 4.0
    assertFalse(page.contains("Experiment: capacity"), page);
  }

  @Test
  void partsOfConsistencyStandUnderEachOther() throws IOException {
    String choice =
        """
        {"kept": "%s", "views": 4, "numbers": %d, "detection": [
          {"attack": "PGD", "epsilon": 0.00392156862745098, "auc": [%s, 0.9, 1.0],
           "tprAt": {"0.01": null, "0.05": [0.8, 0.7, 0.9]}, "n": 30},
          {"attack": "PGD", "epsilon": 0.00784313725490196, "auc": [0.111, 0.1, 0.12],
           "tprAt": {"0.05": null}, "n": 30}],
         "falseAlarms": {"0.05": {"clean": 0.043, "worst": 0.08, "change": "jpeg-95"}}}
        """;
    String page =
        page(
            "views",
            "["
                + choice.formatted("consistency", 16, "0.987")
                + ","
                + choice.formatted("sides alone", 4, "0.912")
                + "]");

    int all = page.indexOf("<th>consistency</th><td");
    int sides = page.indexOf("<th>sides alone</th><td");
    assertTrue(0 < all && all < sides, page);
    assertTrue(page.contains("<b>0.987</b>") && page.contains("<b>0.912</b>"), page);
    assertFalse(page.contains("0.111"), page); // twice the size is another table
    assertTrue(page.contains("<td>4.3 %</td><td>8.0 %</td><td>jpeg-95</td>"), page);
    assertFalse(page.contains("Experiment: views"), page);
  }

  @Test
  void whoKnowsTheDetectorStandsBeforeAndAfterItWasFittedAgain() throws IOException {
    String attack =
        """
        {"attack": "through-detector-constrained", "epsilon": 0.00392156862745098, "steps": 100,
         "descents": 1, "attackedAgain": %s, "success": [0.9, 0.8, 1.0], "changed": 0.5, "n": 30}
        """;
    String row =
        """
        {"attack": "through-detector-constrained", "epsilon": 0.00392156862745098, "steps": 100,
         "detector": "consistency", "fittedOn": "%s", "fittedAgain": %s, "attackedAgain": %s,
         "tprAt": {"0.01": null, "0.05": [%s, 0.1, 0.9]}, "n": 27}
        """;
    String page =
        page(
            "adaptive",
            "{\"target\": \"consistency\", \"standIn\": false, \"attacks\": ["
                + attack.formatted(false)
                + ","
                + attack.formatted(true)
                + "], \"detection\": ["
                + row.formatted("PGD", false, false, "0.19")
                + ","
                + row.formatted("FGSM", false, false, "0.23")
                + ","
                + row.formatted("PGD+constrained", true, false, "0.46")
                + ","
                + row.formatted("PGD+constrained", true, true, "0.31")
                + "]}");

    int fitted = page.indexOf("<b>19.0</b>");
    int onFgsm = page.indexOf("<b>23.0</b>");
    int again = page.indexOf("<b>46.0</b>");
    int followed = page.indexOf("<b>31.0</b>");
    assertTrue(0 < fitted && fitted < onFgsm && onFgsm < again && again < followed, page);
    assertTrue(page.contains("1/255, 100 steps, followed"), page);
    assertTrue(page.contains(">consistency, on FGSM<") && page.contains(">consistency<"), page);
  }

  @Test
  void oneChangeForAllStandsWithWhatItDoesAndWhoNotices() throws IOException {
    String row =
        """
        {"dataset": "d", "detector": "consistency", "fittedOn": "PGD", "attack": "Universal",
         "epsilon": %s, "geometry": "model", "encoding": "png", "population": "%s",
         "auc": null, "aucHarmless": null, "tprAt": {"0.05": [%s, 0.1, 0.9]}, "n": 9}
        """;
    String page =
        page(
            "universal",
            """
            {"attacks": [{"dataset": "d", "attack": "Universal", "epsilon": 0.01568627450980392,
              "geometry": "model", "encoding": "png", "floatSuccess": [0.3, 0.2, 0.4],
              "success": [0.29, 0.2, 0.4], "largestLevels": 4, "rootMeanSquareLevels": 4.0,
              "changed": 1.0, "queries": null, "n": 30}], "detection": ["""
                + row.formatted("0.01568627450980392", "all", "0.11")
                + ","
                + row.formatted("0.03137254901960784", "successful", "0.22")
                + ","
                + row.formatted("0.01568627450980392", "successful", "0.77")
                + "]}");

    assertTrue(page.contains("Universal, 4/255"), page);
    assertTrue(page.indexOf("<b>29.0</b>") < page.indexOf("<b>77.0</b>"), page);
    assertFalse(page.contains("<b>11.0</b>") || page.contains("<b>22.0</b>"), page);
    assertFalse(page.contains("Experiment: universal"), page);
  }

  /** Rows inside rows become a table of their own, each behind what it belongs to. */
  @Test
  void anAnswerWithoutAPictureIsShownAsTables() throws IOException {
    String page =
        page(
            "unheard-of",
            """
            [{"classes": 3, "accuracy": [0.9, 0.85, 0.95], "grid": [[1, 2], [3, 4]],
              "attacks": [{"attack": "PGD", "success": {"floats": 0.5}}]}]
            """);

    assertTrue(page.contains("<td>3</td><td>0.9 (0.85-0.95)</td></tr>"), page);
    assertTrue(page.contains("<th>classes</th><th>attack</th><th>success floats</th>"), page);
    assertTrue(page.contains("<td>3</td><td>PGD</td><td>0.5</td></tr>"), page);
  }

  private String page(String experiment, String result) throws IOException {
    Files.writeString(
        results.resolve(experiment + ".json"),
        "{\"experiment\": \"" + experiment + "\", \"result\": " + result + "}");
    return Files.readString(StudyReport.write(results, Optional.empty()));
  }
}
