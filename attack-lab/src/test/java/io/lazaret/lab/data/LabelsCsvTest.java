package io.lazaret.lab.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Levels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelsCsvTest {
  private static final String HEADER = "file,label,label_name,modality,group\n";

  @TempDir Path folder;

  @BeforeEach
  void images() throws IOException {
    Files.createDirectories(folder.resolve("set/more"));
    Files.createDirectories(folder.resolve("other"));
    int level = 10;
    for (String file :
        List.of("set/a.png", "set/b.png", "set/c.png", "set/more/d.png", "other/e.png")) {
      byte[] levels = new byte[64];
      levels[0] = (byte) level++;
      Files.write(folder.resolve(file), ImageFiles.png(new Levels(new Geometry(1, 8, 8), levels)));
    }
  }

  @Test
  void theRowsOfOneSetAreRead() throws IOException {
    csv(
        """
        file,label,label_name,modality,group
        set/a.png,0,healthy,CXR,p1
        other/e.png,7,unheard,CT,p9
        set/b.png,1,"ill, ""very""\",CXR,p2
        set/more/d.png,1,"ill, ""very""\",CXR,p2
        """);

    Dataset dataset = LabelsCsv.read(folder, "set", 0);

    assertEquals("CXR", dataset.modality());
    assertEquals(List.of("healthy", "ill, \"very\""), dataset.classes());
    assertEquals(List.of("a", "b", "d"), dataset.specimens().stream().map(Specimen::id).toList());
    assertEquals(
        List.of("p1", "p2", "p2"), dataset.specimens().stream().map(Specimen::group).toList());
    assertEquals(10, dataset.specimens().get(0).source().get().sample(0, 0, 0));
  }

  /** Or one patient would stand on two sides of the split. */
  @Test
  void blanksAroundAFieldAreNoneOfIt() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1 \nset/b.png, 1,i,CXR, p1\n");

    Dataset dataset = LabelsCsv.read(folder, "set", 0);

    assertEquals(List.of("p1", "p1"), dataset.specimens().stream().map(Specimen::group).toList());
  }

  @Test
  void columnsStandInAnyOrderAmongOthers() throws IOException {
    csv(
        """
        group,source,modality,label,file,label_name
        p1,web,CXR,0,set/a.png,healthy
        p2,web,CXR,1,set/b.png,ill
        """);

    assertEquals(2, LabelsCsv.read(folder, "set", 0).specimens().size());
  }

  @Test
  void linesWithoutAnythingAtTheEndAreNoRows() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1\r\nset/b.png,1,i,CXR,p2\r\n\r\n\n");

    assertEquals(2, LabelsCsv.read(folder, "set", 0).specimens().size());
  }

  @Test
  void aFieldInQuotesMayGoOnInTheNextLine() throws IOException {
    csv(HEADER + "set/a.png,0,\"no\nfinding\",CXR,p1\nset/b.png,1,i,CXR,p2\n");

    assertEquals(List.of("no\nfinding", "i"), LabelsCsv.read(folder, "set", 0).classes());
  }

  @Test
  void aQuoteWithoutItsEndIsRefused() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,1,\"i,CXR,p2\n");
    assertRefused("labels.csv:3: Missing closing quote for value");
  }

  @Test
  void theLimitIsOfEachClass() throws IOException {
    csv(
        HEADER
            + "set/a.png,0,h,CXR,p1\nset/b.png,0,h,CXR,p2\nset/c.png,1,i,CXR,p3\n"
            + "set/more/d.png,1,i,CXR,p4\n");

    assertEquals(
        List.of("a", "c"),
        LabelsCsv.read(folder, "set", 1).specimens().stream().map(Specimen::id).toList());
  }

  @Test
  void theHashFollowsTheLabelsAndTheImages() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,1,i,CXR,p2\n");
    String before = LabelsCsv.read(folder, "set", 0).hash();
    assertEquals(before, LabelsCsv.read(folder, "set", 0).hash());

    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,1,i,CXR,p3\n");
    String otherPatient = LabelsCsv.read(folder, "set", 0).hash();
    Files.copy(
        folder.resolve("set/c.png"),
        folder.resolve("set/a.png"),
        StandardCopyOption.REPLACE_EXISTING);

    assertNotEquals(before, otherPatient);
    assertNotEquals(otherPatient, LabelsCsv.read(folder, "set", 0).hash());
  }

  /** Finer classes stand in the order of the labels that they belong to. */
  @Test
  void anotherColumnMayNameTheClasses() throws IOException {
    csv(diseases(LabelsCsv.FEWEST));

    Dataset dataset = LabelsCsv.read(folder, "set", 0, "detail");

    assertEquals(List.of("normal", "cataract", "glaucoma"), dataset.classes());
    for (int label = 0; label < 3; label++) {
      int wanted = label;
      assertEquals(
          LabelsCsv.FEWEST,
          dataset.specimens().stream().filter(each -> each.label() == wanted).count());
    }
    assertEquals(2, LabelsCsv.read(folder, "set", 0).classes().size());
    assertNotEquals(LabelsCsv.read(folder, "set", 0).hash(), dataset.hash());
  }

  @Test
  void aFinerClassOfTooFewImagesIsRefused() throws IOException {
    csv(diseases(LabelsCsv.FEWEST - 1));

    var refusal =
        assertThrows(RefusedException.class, () -> LabelsCsv.read(folder, "set", 0, "detail"));

    assertTrue(
        refusal.getMessage().contains("has 19 images in column 'detail'; a class needs 20"),
        refusal.getMessage());
  }

  @Test
  void aColumnThatIsNotThereIsRefused() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,1,i,CXR,p2\n");

    var refusal =
        assertThrows(RefusedException.class, () -> LabelsCsv.read(folder, "set", 0, "detail"));

    assertTrue(refusal.getMessage().contains("no column 'detail'"), refusal.getMessage());
  }

  /** One class of label 0 and two of label 1, the same number of images of each. */
  private String diseases(int images) throws IOException {
    StringBuilder rows = new StringBuilder("file,label,label_name,modality,group,detail\n");
    for (int i = 0; i < images; i++) {
      for (String disease : List.of("glaucoma", "normal", "cataract")) {
        String file = "set/" + disease + i + ".png";
        Files.copy(folder.resolve("set/a.png"), folder.resolve(file));
        int label = disease.equals("normal") ? 0 : 1;
        rows.append(file + "," + label + ",n" + label + ",CXR,p" + i + "," + disease + "\n");
      }
    }
    return rows.toString();
  }

  @Test
  void aFolderWithoutLabelsIsRefused() {
    assertRefused("labels.csv: cannot be read; --data must name a folder with labels.csv");
  }

  @Test
  void textOfAnotherEncodingIsRefusedWithTheCure() throws IOException {
    byte[] latin = (HEADER + "set/a.png,0,fr\u00e9mitus,CXR,p1\n").getBytes(ISO_8859_1);
    Files.write(folder.resolve("labels.csv"), latin);

    assertRefused("labels.csv: not UTF-8; save it again, in a spreadsheet as 'CSV UTF-8'");
  }

  @Test
  void aSpreadsheetsByteOrderMarkIsNoPartOfAName() throws IOException {
    csv("\uFEFF" + HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,1,i,CXR,p2\n");

    assertEquals(2, LabelsCsv.read(folder, "set", 0).specimens().size());
    assertEquals(2, LabelsCsv.read(folder, "set/", 0).specimens().size());
  }

  @Test
  void semicolonsAreRefusedWithTheCure() throws IOException {
    csv("file;label;label_name;modality;group\nset/a.png;0;h;CXR;p1\n");
    assertRefused("columns are separated by commas");
  }

  @Test
  void anImageOfNobodyIsRefused() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,1,i,CXR,\n");
    assertRefused("'set/b.png' has no group; name its patient");
  }

  @Test
  void aFileOutsideOfTheFolderIsRefused() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/../../b.png,1,i,CXR,p2\n");
    assertRefused("'set/../../b.png' lies outside of the folder");
  }

  @Test
  void aLabelWithTwoNamesIsRefused() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,1,i,CXR,p2\nset/c.png,1,j,CXR,p3\n");
    assertRefused("label 1 of 'set' is called 'i' and 'j'");
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    csv("");
    assertRefused("empty; the first line names the columns");
  }

  @Test
  void aMissingColumnIsRefusedByItsName() throws IOException {
    csv("file,label,label_name,modality\nset/a.png,0,h,CXR\n");
    assertRefused("no column 'group'");
  }

  @Test
  void aShortRowIsRefusedByItsLine() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,1\n");
    assertRefused("labels.csv:3: 2 fields, the header has 5");
  }

  /** A comma in a name moves the patient's column. */
  @Test
  void aLongRowIsRefusedByItsLine() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,1,nodule, left,CXR,p2\n");
    assertRefused("labels.csv:3: 6 fields, the header has 5");
  }

  @Test
  void aLabelThatIsNoCountIsRefusedByItsFile() throws IOException {
    for (String label : List.of("ill", "-1", "1.5", "")) {
      csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png," + label + ",i,CXR,p2\n");
      assertRefused("'set/b.png' has label '" + label + "'");
    }
  }

  @Test
  void anUnknownSetIsRefused() throws IOException {
    csv(HEADER + "other/e.png,0,h,CXR,p1\n");
    assertRefused("no file under 'set/'");
  }

  @Test
  void oneClassAloneIsRefused() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,0,h,CXR,p2\n");
    assertRefused("has 1 class; a network needs two or more");
  }

  @Test
  void aGapInTheLabelsIsRefused() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,2,i,CXR,p2\n");
    assertRefused("has no label 1");
  }

  @Test
  void aRowWithoutItsImageIsRefused() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/absent.png,1,i,CXR,p2\n");
    assertRefused("absent.png: cannot be read: no such file or directory");
  }

  @Test
  void anImageThatStandsThereTwiceIsRefused() throws IOException {
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,1,i,CXR,p2\nset/a.png,0,h,CXR,p1\n");
    assertRefused("'set/a.png' stands there twice");
  }

  /** An image's name becomes its id in the corpus: found out now, not after hours of training. */
  @Test
  void twoImagesOfTheSameNameAreRefused() throws IOException {
    Files.copy(folder.resolve("set/c.png"), folder.resolve("set/more/a.png"));
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,1,i,CXR,p2\nset/more/a.png,0,h,CXR,p3\n");
    assertRefused("'set/more/a.png'");
  }

  @Test
  void anImageThatCannotBeDecodedIsRefusedWhenItIsDecoded() throws IOException {
    Files.writeString(folder.resolve("set/a.png"), "no image");
    csv(HEADER + "set/a.png,0,h,CXR,p1\nset/b.png,1,i,CXR,p2\n");
    Specimen broken = LabelsCsv.read(folder, "set", 0).specimens().get(0);

    var refusal = assertThrows(RefusedException.class, () -> broken.source().get());

    assertTrue(refusal.getMessage().contains("a.png"), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }

  private void csv(String text) throws IOException {
    Files.writeString(folder.resolve("labels.csv"), text);
  }

  private void assertRefused(String saying) {
    var refusal = assertThrows(RefusedException.class, () -> LabelsCsv.read(folder, "set", 0));
    assertTrue(refusal.getMessage().contains(saying), refusal.getMessage());
    assertEquals(1, refusal.getMessage().lines().count());
  }
}
