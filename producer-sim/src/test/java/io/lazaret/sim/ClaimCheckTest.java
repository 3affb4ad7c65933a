package io.lazaret.sim;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import io.lazaret.store.S3Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimCheckTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "images",
        "file:images",
        "file://elsewhere/images/",
        "file:///images?x=",
        "s3:images",
        "s3:///images/",
        "s3://images?x=",
        "http://localhost/images/"
      })
  void whatIsNoStoreIsRefusedInOneLine(String folder) {
    S3Settings settings = new S3Settings(Optional.empty(), "us-east-1", SECOND);

    RefusedException refusal =
        assertThrows(
            RefusedException.class, () -> ClaimCheck.open(URI.create(folder), 0, settings));
    assertTrue(refusal.getMessage().contains("is no store"), refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9000", "ftp://host", "http://host/path", "http:/host", "x"})
  void whatIsNoUrlOfAStoreIsRefused(String url) {
    assertThrows(
        RefusedException.class,
        () -> new S3Settings(Optional.of(URI.create(url)), "us-east-1", SECOND));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "Frankfurt", "us east"})
  void whatIsNoRegionIsRefused(String region) {
    assertThrows(RefusedException.class, () -> new S3Settings(Optional.empty(), region, SECOND));
  }
}
