package io.lazaret.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.evaluate.Numbers;
import io.lazaret.lab.study.TinyStudy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The page of a tiny study that answers every question. */
@Tag("lab")
class StudyReportTest {
  @TempDir static Path directory;
  private static Path study;
  private static Evaluation evaluation;
  private static Document page;
  private static String text;

  @BeforeAll
  static void makeThePage() throws Exception {
    study = directory.resolve("study");
    evaluation = TinyStudy.runQuestions(study);
    text = Files.readString(StudyReport.write(study, Optional.empty()));
    page = parse(text);
  }

  @Test
  void thePageHoldsEveryRowOfTheEvaluation() {
    String rows = content("tr");
    for (Evaluation.AttackRow row : evaluation.attacks()) {
      assertTrue(rows.contains(row.attack() + Numbers.levels(row.epsilon()) + "/255"));
      assertTrue(rows.contains(Numbers.percent(row.success())), row.toString());
    }
    for (Evaluation.DetectionRow row : evaluation.detection()) {
      assertTrue(
          rows.contains(
              row.detector()
                  + row.fittedOn()
                  + row.attack()
                  + Numbers.levels(row.epsilon())
                  + "/255"
                  + row.geometry()
                  + row.encoding()
                  + row.population()
                  + Numbers.number(row.auc())),
          row.toString());
    }
    for (Evaluation.FalseAlarmRow row : evaluation.falseAlarms()) {
      assertTrue(rows.contains(row.change()), row.toString());
    }
    assertTrue(text.contains("weak-victim") == !evaluation.flags().isEmpty());
  }

  /** The same attack at the feed's size has numbers of its own. */
  @Test
  void whatWasMadeAtTheFeedIsCalledSo() throws IOException {
    assertTrue(text.contains("FGSM at the feed"), "not in the plot of success");
    assertTrue(
        Files.readString(study.resolve("results/report.md"))
            .contains("| FGSM | 1/255 | feed | jpeg-95 |"));
  }

  @Test
  void thePageAsksNothingOfANetwork() {
    for (String attribute : new String[] {"src", "href", "srcset", "data", "action"}) {
      NodeList all = page.getElementsByTagName("*");
      for (int i = 0; i < all.getLength(); i++) {
        String value = ((org.w3c.dom.Element) all.item(i)).getAttribute(attribute);
        assertTrue(value.isEmpty() || value.startsWith("data:image/png;base64,"), value);
      }
    }
    assertFalse(text.contains("http:"));
    assertFalse(text.contains("https:"));
    assertFalse(text.contains("@import") || text.contains("url("));
  }

  @Test
  void itShowsPlotsAndTheImagesOfStrips() {
    assertTrue(page.getElementsByTagName("svg").getLength() >= 7);
    NodeList images = page.getElementsByTagName("img");
    assertTrue(images.getLength() > 0 && images.getLength() % 5 == 0);
  }

  @Test
  void everyFigureSaysWhatItShows() {
    NodeList figures = page.getElementsByTagName("figure");
    for (int i = 0; i < figures.getLength(); i++) {
      var captions = ((org.w3c.dom.Element) figures.item(i)).getElementsByTagName("figcaption");
      assertEquals(1, captions.getLength());
      assertTrue(captions.item(0).getTextContent().length() > 20);
    }
  }

  @Test
  void theSameResultsGiveTheSamePage() throws IOException {
    Path other = directory.resolve("again.html");

    assertEquals(other, StudyReport.write(study.resolve("results"), Optional.of(other)));

    assertEquals(text, Files.readString(other));
  }

  @Test
  void whatARecipeSaysIsTextAndNothingElse() throws Exception {
    Path copy = Files.createDirectories(directory.resolve("hostile"));
    Path file = study.resolve("results/evaluation.json");
    String hostile = "<script>alert('\\u0001')</script>&amp;";
    Files.writeString(
        copy.resolve("evaluation.json"),
        Files.readString(file)
            .replace("name: tiny", "name: " + hostile)
            .replace("\"attack\" : \"PGD\"", "\"attack\" : \"\\\"><b onclick='x'>\""));

    String made = Files.readString(StudyReport.write(copy, Optional.empty()));

    Document parsed = parse(made);
    assertEquals(1, parsed.getElementsByTagName("script").getLength());
    assertEquals(
        "<script>alert('\uFFFD')</script>&amp;",
        parsed.getElementsByTagName("h1").item(0).getTextContent());
    NodeList bold = parsed.getElementsByTagName("b");
    for (int i = 0; i < bold.getLength(); i++) {
      assertFalse(((org.w3c.dom.Element) bold.item(i)).hasAttribute("onclick"));
    }
  }

  /** Rounding and other norms take samples further than the attack's size. */
  @Test
  void theHeadlineSaysHowFarSamplesWereChanged() throws Exception {
    Path copy = Files.createDirectories(directory.resolve("far"));
    Files.writeString(
        copy.resolve("evaluation.json"),
        Files.readString(study.resolve("results/evaluation.json"))
            .replaceAll("\"largestLevels\" : \\d+", "\"largestLevels\" : 14"));

    String made = Files.readString(StudyReport.write(copy, Optional.empty()));

    assertTrue(made.contains("No sample changed by more than 14/255"), "not in the headline");
  }

  @Test
  void whatIsNotThereIsSaid() throws Exception {
    Path copy = Files.createDirectories(directory.resolve("part"));
    Files.copy(study.resolve("results/sweep.json"), copy.resolve("sweep.json"));
    Files.writeString(
        copy.resolve("novel.json"),
        """
        {"experiment": "novel", "flags": [{"code": "odd", "detail": "one & two"}],
         "result": [{"attack": "PGD", "tprAt": [0.5, 0.4, 0.61234]}, {"attack": "FGSM", "n": 7}]}
        """);

    String made = Files.readString(StudyReport.write(copy, Optional.empty()));

    String words = parse(made).getDocumentElement().getTextContent();
    assertTrue(words.contains("Not in these results: the evaluation, "), words);
    assertTrue(words.contains("'attention'"));
    assertTrue(words.contains("PGD0.5 (0.4-0.6123)"));
    assertTrue(words.indexOf("odd: novel: one & two") < words.indexOf("What attacks do"));
  }

  @Test
  void aFolderWithoutResultsIsRefusedInOneLine() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty"));
    assertRefused(empty, "holds no results");
    assertRefused(directory.resolve("nowhere"), "no such directory");
    Files.writeString(empty.resolve("evaluation.json"), "{");
    assertRefused(empty, "is not JSON");
    Files.writeString(empty.resolve("evaluation.json"), "{\"schemaVersion\": 1}");
    assertRefused(empty, "is of version 1");
    Files.writeString(
        empty.resolve("evaluation.json"),
        "{\"schemaVersion\": 2, \"provenance\": {}, \"victim\": {}, \"attacks\": 3, \"detection\": [],"
            + " \"falseAlarms\": [], \"flags\": []}");
    assertRefused(empty, "is no evaluation");
    Files.writeString(empty.resolve("evaluation.json"), "{\"schemaVersion\": 2}");
    assertRefused(empty, "lacks 'provenance'");
    Files.delete(empty.resolve("evaluation.json"));
    Files.writeString(empty.resolve("sweep.json"), "{\"experiment\": \"sweep\", \"result\": null}");
    assertRefused(empty, "sweep.json: holds no result");
  }

  private static void assertRefused(Path folder, String words) {
    RefusedException refusal =
        assertThrows(RefusedException.class, () -> StudyReport.write(folder, Optional.empty()));
    assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }

  private static String content(String tag) {
    NodeList all = page.getElementsByTagName(tag);
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < all.getLength(); i++) {
      content.append(all.item(i).getTextContent()).append('\n');
    }
    return content.toString();
  }

  private static Document parse(String html) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
  }
}
