package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.CorpusEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Phantoms in colour, of more than two classes: from the recipe to a fresh corpus. */
@Tag("lab")
class PhantomStudyTest {
  @Test
  void aBundleOfThreeClassesInColourIsGivenFreshPhantomsOfItsKind(@TempDir Path directory) {
    String recipe =
        TinyStudy.RECIPE
            .replace("kind: xray-phantoms", "kind: dermoscopy-phantoms\n  classes: 3")
            .replace("image:\n", "image:\n  channels: 3\n");
    TinyStudy.study(recipe, Optional.empty(), directory.resolve("study")).run();
    Path bundle = directory.resolve("study/bundle");
    List<String> classes = List.of("naevus", "melanoma", "seborrhoeic-keratosis");
    assertEquals(classes, Bundle.read(bundle).manifest().classes());

    Corpus corpus =
        new PhantomCorpus(bundle, 30, 0.5, "FGSM", 2, 1, "cpu")
            .write(directory.resolve("fresh"), done -> {});

    assertEquals("dermoscopy-phantom", corpus.description().modality());
    assertEquals(3, corpus.description().channels());
    assertEquals(30, corpus.entries().size());
    assertEquals(
        classes.stream().collect(Collectors.toSet()),
        corpus.entries().stream()
            .map(CorpusEntry::labelName)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet()));
    assertTrue(
        corpus.entries().stream().map(CorpusEntry::group).distinct().count() < 30,
        "no patient has two images");
    assertRefused(() -> new PhantomCorpus(bundle, 30, 0.5, "FGSM", 0, 1, "cpu"), "above 0");
    assertRefused(
        () -> new PhantomCorpus(bundle, 30, 0.5, "FGSM", Double.NaN, 1, "cpu"), "above 0");
    assertRefused(
        () -> new PhantomCorpus(bundle, 30, 0.5, "APGD-T", 1, 1, "cpu"), "at least 4 classes");
  }

  private static void assertRefused(Executable corpus, String saying) {
    var refusal = assertThrows(RefusedException.class, corpus);

    assertTrue(refusal.getMessage().contains(saying), refusal.getMessage());
  }
}
