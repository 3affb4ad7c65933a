package io.lazaret.lab.phantom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.core.image.Pixels;
import io.lazaret.lab.data.Dataset;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhantomKindsTest {
  @Test
  void twoClassesOfXraysAreTheFirstSetAndMoreAreTheOther() {
    assertSame(PhantomKinds.XRAY_NODULE, PhantomKinds.of("xray-phantoms", 2));
    assertSame(PhantomKinds.XRAY, PhantomKinds.of("xray-phantoms", 3));
    assertSame(PhantomKinds.FUNDUS, PhantomKinds.of("fundus-phantoms", 4));
  }

  @ParameterizedTest
  @CsvSource({"fundus-phantoms, 1", "fundus-phantoms, 5", "ct-phantoms, 2"})
  void whatThereIsNotIsRefusedInOneLineThatSaysWhatThereIs(String name, int classes) {
    var refusal = assertThrows(RefusedException.class, () -> PhantomKinds.of(name, classes));

    assertTrue(refusal.getMessage().contains("'" + name + "' of " + classes + " classes"));
    assertTrue(refusal.getMessage().contains("dermoscopy-phantoms of 2 to 4"));
    assertEquals(1, refusal.getMessage().lines().count());
  }

  @Test
  void aNetworkIsServedByTheKindThatHasItsClasses() {
    assertEquals(
        Optional.of(PhantomKinds.XRAY_NODULE),
        PhantomKinds.serving("xray-phantom", List.of("no-nodule", "nodule")));
    assertEquals(
        Optional.of(PhantomKinds.XRAY),
        PhantomKinds.serving("xray-phantom", List.of("no-finding", "nodule", "consolidation")));
    assertEquals(
        Optional.empty(), PhantomKinds.serving("xray-phantom", List.of("nodule", "no-nodule")));
    assertEquals(Optional.empty(), PhantomKinds.serving("NIH", List.of("no-nodule", "nodule")));
  }

  /** The bundle that ships was made from these bytes: they never change. */
  @ParameterizedTest
  @CsvSource({
    "64, 1, 72a4f212d1eb1abc5df10abf403e60ddbe942faa9e3a83a27c3aa0abc9f2bbe2",
    "96, 99, 5a12dfaaaae4109b9c33873aa513a33846fc2922786f330281f2c43c022b2a79",
    "128, 1, 4d62cceedc2839395ff33c8596ffa00c790122b42441cb887ca0c7bd66631250",
  })
  void theFirstSetIsWhatItAlwaysWas(int size, long seed, String sha256) throws Exception {
    Phantoms set = new Phantoms(PhantomKinds.XRAY_NODULE, 2, size, seed);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int number = 0; number < 10; number++) {
      Pixels pixels = set.pixels(number);
      for (int i = 0; i < size * size; i++) {
        digest.update((byte) pixels.sample(i % size, i / size, 0));
      }
    }

    assertEquals(sha256, HexFormat.of().formatHex(digest.digest()));
  }

  @Test
  void theFirstSetKeepsItsNames() {
    Dataset dataset = new Phantoms(PhantomKinds.XRAY_NODULE, 2, 128, 40).dataset(6);

    assertEquals("phantoms-1/128/40/6", dataset.hash());
    assertEquals("phantom-14-5", dataset.specimens().get(5).id());
    assertEquals("phantom-14-5", dataset.specimens().get(5).group());
    assertEquals(1, dataset.specimens().get(5).label());
  }

  @Test
  void theDataOfSetsWithOtherClassesHaveOtherHashes() {
    assertEquals(
        "fundus-phantoms-1/128/1/600",
        new Phantoms(PhantomKinds.FUNDUS, 4, 128, 1).dataset(600).hash());
    assertEquals(
        "fundus-phantoms-1/128/1/600/2 classes",
        new Phantoms(PhantomKinds.FUNDUS, 2, 128, 1).dataset(600).hash());
  }
}
