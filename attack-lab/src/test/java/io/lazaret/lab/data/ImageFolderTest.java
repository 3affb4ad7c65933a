package io.lazaret.lab.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir private Path directory;

  /** Images of a site often lie elsewhere. */
  @Test
  void linksAreFollowed() throws IOException {
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere/a"));
    Files.write(elsewhere.resolve("1.png"), new byte[] {1});
    Path folder = Files.createDirectories(directory.resolve("folder"));
    Files.write(folder.resolve("2.png"), new byte[] {2});
    Files.createSymbolicLink(folder.resolve("more"), elsewhere);
    Path link = Files.createSymbolicLink(directory.resolve("link"), folder);

    Dataset read = ImageFolder.read(link, Optional.empty(), "xray");

    assertEquals(
        List.of("2.png", "more/1.png"), read.specimens().stream().map(Specimen::id).toList());
  }

  /** As in a folder with labels. */
  @Test
  void theFileThatNamesThePatientsMayLieAmongTheImages() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("site"));
    Files.write(folder.resolve("1.png"), new byte[] {1});
    Path patients = Files.writeString(folder.resolve("labels.csv"), "file,group\n1.png,Ada\n");
    Path link = Files.createSymbolicLink(directory.resolve("patients.csv"), patients);

    for (Path file : List.of(patients, link)) {
      Dataset read = ImageFolder.read(folder, Optional.of(file), "xray");

      assertEquals(
          List.of("1.png Ada"),
          read.specimens().stream().map(each -> each.id() + " " + each.group()).toList());
    }
  }

  @Test
  void anotherCsvAmongTheImagesIsNone() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("site"));
    Files.write(folder.resolve("1.png"), new byte[] {1});
    Files.writeString(folder.resolve("notes.csv"), "1.png,blurred\n");
    Path patients = Files.writeString(directory.resolve("p.csv"), "file,group\n1.png,Ada\n");

    var refusal =
        assertThrows(
            RefusedException.class, () -> ImageFolder.read(folder, Optional.of(patients), "xray"));

    assertTrue(refusal.getMessage().contains("names no patient of 'notes.csv'"));
  }

  /** One of them would stand on the wrong side of a split by patient. */
  @Test
  void anImageOfTwoPatientsIsRefused() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("site"));
    Files.write(folder.resolve("1.png"), new byte[] {1});
    Path patients =
        Files.writeString(directory.resolve("p.csv"), "file,group\n1.png,Ada\n1.png,Grace\n");

    var refusal =
        assertThrows(
            RefusedException.class, () -> ImageFolder.read(folder, Optional.of(patients), "xray"));

    assertTrue(refusal.getMessage().endsWith("'1.png' is of 'Ada' and of 'Grace'; keep one row"));
  }
}
