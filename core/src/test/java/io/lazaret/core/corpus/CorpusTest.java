package io.lazaret.core.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.wire.TruthEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusTest {
  private static final CorpusDescription DESCRIPTION =
      new CorpusDescription(
          "small", "derma", "image/png", 28, 28, 3, Map.of("dataset", "none", "seed", "7"));
  private static final byte[] CLEAN = {1, 2, 3};
  private static final byte[] ATTACKED = {1, 2, 4};
  private static final byte[] SMOOTHED = {1, 2, 5};
  private static final CorpusEntry CLEAN_ENTRY =
      CorpusEntry.clean("images/clean/7.png", "7", CLEAN, 1, Optional.of("nevus"), "patient-3");
  private static final CorpusEntry ATTACKED_ENTRY =
      CLEAN_ENTRY.attacked("images/pgd/7.png", "7-pgd", ATTACKED, "pgd", 0.03125, true);
  private static final CorpusEntry SMOOTHED_ENTRY =
      CLEAN_ENTRY.changed("images/blur/7.png", "7-blur", SMOOTHED, "blur");

  @TempDir Path parent;

  @Test
  void whatIsWrittenIsReadBack() {
    Path directory = parent.resolve("new/corpus");

    write(directory);

    Corpus corpus = Corpus.read(directory);
    assertEquals(DESCRIPTION, corpus.description());
    assertEquals(List.of(CLEAN_ENTRY, ATTACKED_ENTRY, SMOOTHED_ENTRY), corpus.entries());
    assertArrayEquals(ATTACKED, corpus.bytes(ATTACKED_ENTRY));
  }

  @Test
  void anInterruptedRunLeavesNoCorpus() {
    try (var writer = new CorpusWriter(parent.resolve("c"), DESCRIPTION)) {
      writer.add(CLEAN_ENTRY, CLEAN);
    }

    assertRefused("no corpus.json", () -> Corpus.read(parent.resolve("c")));
  }

  @Test
  void aDirectoryInUseIsNotWrittenOver() {
    write(parent.resolve("c"));

    assertRefused("not empty", () -> new CorpusWriter(parent.resolve("c"), DESCRIPTION));
  }

  @Test
  void theWriterTakesNoImageTwiceAndNoWrongCheckSum() {
    try (var writer = new CorpusWriter(parent.resolve("c"), DESCRIPTION)) {
      writer.add(CLEAN_ENTRY, CLEAN);

      assertThrows(IllegalArgumentException.class, () -> writer.add(CLEAN_ENTRY, CLEAN));
      assertThrows(IllegalArgumentException.class, () -> writer.add(ATTACKED_ENTRY, CLEAN));
    }
  }

  @Test
  void aChangedImageIsRefusedWhenItIsRead() throws IOException {
    Corpus corpus = write(parent.resolve("c"));
    Files.write(parent.resolve("c/images/clean/7.png"), ATTACKED);

    assertRefused("its SHA-256 differs", () -> corpus.bytes(CLEAN_ENTRY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "schemaVersion" : 1 | "schemaVersion" : 2 | schemaVersion is 2 and only 1 is read here
          "images" : 3 | "images" : 4 | counts: images is not the 3 of truth.jsonl
          "attacked" : 1 | "attacked" : 0 | counts: attacked is not the 1 of truth.jsonl
          "channels" : 3 | "channels" : 2 | channels must be 1 (grey) or 3 (RGB)
          "width" : 28 | "width" : 0 | width must be a whole number
          "modality" : "derma" | "modality" : "" | modality must be text
          """)
  void aBrokenDescriptionIsRefused(String found, String replacement, String complaint)
      throws IOException {
    write(parent.resolve("c"));
    replace("corpus.json", found, replacement);

    assertRefused(complaint, () -> Corpus.read(parent.resolve("c")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "id":"7-pgd" | "id":"7" | truth.jsonl line 2: id 7 appears twice
          images/pgd/7.png | images/clean/7.png | line 2: file images/clean/7.png appears twice
          images/pgd/7.png | images/pgd/8.png | line 2: file images/pgd/8.png is missing
          images/pgd/7.png | images/../../7.png | line 2: file must be a path below images/
          images/pgd/7.png | /etc/passwd | line 2: file must be a path below images/
          "label":1,"labelName":"nevus","group":"patient-3","attacked":true | "x":1 | line 2: label
          "attack":"pgd", | "attack":"", | line 2: attack must be text
          "epsilon":0.03125 | "epsilon":8 | line 2: epsilon must be in (0, 1]
          {"file":"images/pgd | {"file":"images/pgd"} x | line 2: not well-formed JSON
          """)
  void aBrokenLineIsRefused(String found, String replacement, String complaint) throws IOException {
    write(parent.resolve("c"));
    replace("truth.jsonl", found, replacement);

    assertRefused(complaint, () -> Corpus.read(parent.resolve("c")));
  }

  @Test
  void aLinkOutOfTheCorpusIsRefused() throws IOException {
    write(parent.resolve("c"));
    Path outside = Files.write(parent.resolve("outside.png"), CLEAN);
    Files.delete(parent.resolve("c/images/clean/7.png"));
    Files.createSymbolicLink(parent.resolve("c/images/clean/7.png"), outside);

    assertRefused("links to outside", () -> Corpus.read(parent.resolve("c")));
  }

  @Test
  void truthThatIsMissingOrNotTextIsRefused() throws IOException {
    write(parent.resolve("c"));
    Files.write(parent.resolve("c/truth.jsonl"), new byte[] {(byte) 0xC3, (byte) 0x28});
    assertRefused("not UTF-8", () -> Corpus.read(parent.resolve("c")));

    Files.delete(parent.resolve("c/truth.jsonl"));
    assertRefused("no such file", () -> Corpus.read(parent.resolve("c")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"7.png", "images/", "images//7", "images/.hidden", "images/a b", "images\\7"})
  void aFileMustLieBelowImages(String file) {
    assertThrows(
        IllegalArgumentException.class,
        () -> CorpusEntry.clean(file, "7", CLEAN, 0, Optional.empty(), "p"));
  }

  @Test
  void anImageThatIsSentAgainHasAnIdOfItsOwnThatLeadsBack() {
    assertEquals("7", CLEAN_ENTRY.sentId(1));
    assertEquals("7~3", CLEAN_ENTRY.sentId(3));
    assertEquals(Optional.of("7"), CorpusEntry.corpusId("7"));
    assertEquals(Optional.of("7"), CorpusEntry.corpusId("7~3"));
    assertEquals(Optional.empty(), CorpusEntry.corpusId("7~3~malformed"));
  }

  @Test
  void truthIsSentUnderTheIdOfTheSending() {
    assertEquals(
        new TruthEvent(
            "7-pgd~2",
            1,
            Optional.of("nevus"),
            true,
            Optional.of("pgd"),
            OptionalDouble.of(0.03125),
            Optional.of(true),
            Optional.empty(),
            Optional.empty()),
        ATTACKED_ENTRY.truth("7-pgd~2", Optional.empty()));
  }

  private static Corpus write(Path directory) {
    try (var writer = new CorpusWriter(directory, DESCRIPTION)) {
      writer.add(CLEAN_ENTRY, CLEAN);
      writer.add(ATTACKED_ENTRY, ATTACKED);
      writer.add(SMOOTHED_ENTRY, SMOOTHED);
      return writer.complete();
    }
  }

  private void replace(String name, String found, String replacement) throws IOException {
    Path file = parent.resolve("c").resolve(name);
    String text = Files.readString(file, UTF_8);
    assertTrue(text.contains(found), text);
    Files.writeString(file, text.replace(found, replacement), UTF_8);
  }

  private static void assertRefused(String complaint, Runnable action) {
    var refusal = assertThrows(RefusedException.class, action::run);
    assertTrue(refusal.getMessage().contains(complaint), refusal.getMessage());
    assertFalse(refusal.getMessage().contains("\n"));
  }
}
