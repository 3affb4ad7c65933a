package io.lazaret.core.bundle;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signs a copy of the bundle that ships with the project. */
class BundleSignatureTest {
  private static final Path SHIPPED = Path.of("..", "bundles", "xray-phantom");

  @TempDir private Path directory;
  private Path bundle;
  private Path secret;
  private Path open;

  @BeforeEach
  void sign() throws IOException {
    bundle = Files.createDirectory(directory.resolve("bundle"));
    try (Stream<Path> files = Files.walk(SHIPPED)) {
      for (Path file : files.filter(each -> !each.equals(SHIPPED)).toList()) {
        Files.copy(file, bundle.resolve(SHIPPED.relativize(file).toString()));
      }
    }
    secret = directory.resolve("secret.pem");
    open = directory.resolve("open.pem");
    SigningKeys.generate(secret, open);
    BundleSignature.sign(bundle, SigningKeys.secret(secret));
  }

  @Test
  void whatWasSignedIsAccepted() {
    BundleSignature.require(bundle, SigningKeys.open(List.of(open)));
    assertDoesNotThrow(() -> Bundle.read(bundle));
  }

  @Test
  void oneOfSeveralKeysWillDo() {
    Path other = directory.resolve("other.pem");
    SigningKeys.generate(directory.resolve("other-secret.pem"), other);

    BundleSignature.require(bundle, SigningKeys.open(List.of(other, open)));
    refused(other);
  }

  @Test
  void aManifestThatWasChangedIsRefused() throws IOException {
    Path manifest = bundle.resolve(BundleManifest.FILE);
    Files.writeString(manifest, Files.readString(manifest) + " ");

    assertTrue(refused(open).contains("changed since"));
  }

  @Test
  void aBundleWithoutASignatureIsRefused() throws IOException {
    Files.delete(bundle.resolve(BundleSignature.FILE));

    assertTrue(refused(open).contains("only signed bundles"));
  }

  @Test
  void whatIsNoSignatureIsRefused() throws IOException {
    for (String text : List.of("", "not base64!", "QUJD", "A".repeat(5_000), "é")) {
      Files.writeString(bundle.resolve(BundleSignature.FILE), text);
      refused(open);
    }
    byte[] flipped = Base64.getDecoder().decode(signature());
    flipped[3] ^= 1;
    Files.writeString(
        bundle.resolve(BundleSignature.FILE), Base64.getEncoder().encodeToString(flipped));
    refused(open);
  }

  @Test
  void nobodyVouchesForABrokenBundle() throws IOException {
    Files.writeString(bundle.resolve("calibration.json"), "{}");

    assertThrows(
        RefusedException.class, () -> BundleSignature.sign(bundle, SigningKeys.secret(secret)));
  }

  @Test
  void onlyTheOwnerMayReadASecretKeyAndNoFileIsReplaced() throws IOException {
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
    assertThrows(
        RefusedException.class, () -> SigningKeys.generate(secret, directory.resolve("x.pem")));
    assertThrows(
        RefusedException.class, () -> SigningKeys.generate(directory.resolve("x.pem"), open));
  }

  @Test
  void aFileThatHoldsNoKeyIsRefusedByName() throws IOException {
    Path file = Files.writeString(directory.resolve("not.pem"), "hello");
    Path wrong = Files.writeString(directory.resolve("wrong.pem"), Files.readString(secret));

    for (Path each : List.of(file, wrong, directory.resolve("none.pem"))) {
      String message =
          assertThrows(RefusedException.class, () -> SigningKeys.open(List.of(each))).getMessage();
      assertTrue(message.startsWith(each.toString()), message);
    }
    assertThrows(RefusedException.class, () -> SigningKeys.secret(open));
  }

  private String signature() throws IOException {
    BundleSignature.sign(bundle, SigningKeys.secret(secret));
    return Files.readString(bundle.resolve(BundleSignature.FILE)).strip();
  }

  private String refused(Path key) {
    return assertThrows(
            RefusedException.class,
            () -> BundleSignature.require(bundle, SigningKeys.open(List.of(key))))
        .getMessage();
  }
}
