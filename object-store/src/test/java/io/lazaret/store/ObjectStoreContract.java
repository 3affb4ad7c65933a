package io.lazaret.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.store.ObjectException.Problem;
import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store does. */
abstract class ObjectStoreContract {
  private static final int MOST = 1_000;

  /** A store that is there and empty. */
  abstract ObjectStore store();

  /** The store does not answer from now on. */
  abstract void goAway();

  /** The store answers again, with what it held. */
  abstract void comeBack();

  URI uri(String path) {
    return URI.create(store().name() + path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7.png", "ward/2026/7.png", "a%20b%2Bc.png", "r%C3%B6ntgen.png", "..png"})
  void whatWasWrittenIsRead(String path) {
    byte[] bytes = bytes(500);

    store().write(uri(path), bytes);

    assertTrue(store().holds(uri(path)));
    assertArrayEquals(bytes, store().read(uri(path), MOST));
  }

  @Test
  void anObjectIsReplaced() {
    store().write(uri("7.png"), bytes(10));
    byte[] bytes = bytes(20);

    store().write(uri("7.png"), bytes);

    assertArrayEquals(bytes, store().read(uri("7.png"), MOST));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1_000, 1_001, 1_002, 3_000_000})
  void noMoreIsReadThanShowsThatItIsTooMuch(int size) {
    store().write(uri("large.png"), bytes(size));

    byte[] read = store().read(uri("large.png"), MOST);

    assertEquals(Math.min(size, MOST + 1), read.length);
  }

  @Test
  void aLargeObjectComesWhole() {
    byte[] bytes = bytes(40_000_000);
    store().write(uri("large.png"), bytes);

    assertArrayEquals(bytes, store().read(uri("large.png"), Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none.png", "no/such/place.png"})
  void whatIsNotThereIsMissing(String path) {
    assertEquals(Problem.MISSING, problem(path));
    assertTrue(store().answers());
  }

  /** Whatever is wrong with it, the store is not away: nobody waits for ever. */
  @Test
  void anOverLongNameIsNoReasonToWait() {
    assertThrows(ObjectException.class, () -> store().read(uri("x".repeat(1_000)), MOST));
    assertTrue(store().answers());
  }

  @Test
  void aStoreThatGoesAwayIsUnreachableUntilItComesBack() {
    byte[] bytes = bytes(10);
    store().write(uri("7.png"), bytes);
    goAway();

    assertEquals(Problem.UNREACHABLE, problem("7.png"));
    assertEquals(Problem.UNREACHABLE, problem("none.png"));
    assertFalse(store().answers());

    comeBack();
    assertTrue(store().answers());
    assertArrayEquals(bytes, store().read(uri("7.png"), MOST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/7.png",
        "https://example.org/7.png",
        "ftp://example.org/7.png",
        "jar:file:/x.jar!/7.png",
        "urn:isbn:7",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "file://other/etc/passwd",
        "file:relative.png",
        "s3://other/7.png",
        "s3:///7.png",
        "s3://images",
        "s3:images/7.png"
      })
  void nothingElseIsHeld(String uri) {
    assertFalse(store().holds(URI.create(uri)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7.png?versionId=1", "7.png#part"})
  void aUriThatNamesNoObjectIsNotHeld(String path) {
    assertFalse(store().holds(uri(path)));
  }

  Problem problem(String path) {
    return assertThrows(ObjectException.class, () -> store().read(uri(path), MOST)).problem();
  }

  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
