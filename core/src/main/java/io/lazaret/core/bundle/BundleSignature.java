package io.lazaret.core.bundle;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;

/**
 * Who vouches for a bundle: an Ed25519 signature (RFC 8032) of the bytes of {@code bundle.json},
 * which holds the hash of every other file, in {@value #FILE} beside it, in base64. The same that
 * {@code openssl pkeyutl -sign -rawin} makes.
 */
public final class BundleSignature {
  /** The signature's file. */
  public static final String FILE = "bundle.sig";

  private static final int MOST_BYTES = 1_000;

  private BundleSignature() {}

  /**
   * Signs a bundle, in place of any signature that it has.
   *
   * @throws RefusedException when the bundle is not whole, or cannot be written
   */
  public static void sign(Path directory, PrivateKey key) {
    Bundle.read(directory); // nobody should vouch for a broken one
    try {
      Signature signature = Signature.getInstance(SigningKeys.ALGORITHM);
      signature.initSign(key);
      signature.update(manifest(directory));
      String text = Base64.getEncoder().encodeToString(signature.sign()) + "\n";
      Files.writeString(directory.resolve(FILE), text);
    } catch (GeneralSecurityException e) {
      throw new RefusedException("the key cannot sign: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new RefusedException(
          directory.resolve(FILE) + ": cannot be written: " + IoReason.of(e), e);
    }
  }

  /**
   * Refuses a bundle that none of these keys signed.
   *
   * @param trusted at least one
   * @throws RefusedException when it has no signature, or another's, or was changed since
   */
  public static void require(Path directory, List<PublicKey> trusted) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new RefusedException(
          file
              + ": no such file, and only signed bundles are served here; sign it with './lazaret"
              + " bundle sign'");
    }
    byte[] signature = signature(file);
    byte[] manifest = manifest(directory);
    if (trusted.stream().noneMatch(key -> isBy(key, manifest, signature))) {
      throw new RefusedException(
          file
              + ": is by none of the trusted keys, or the bundle was changed since; have it signed"
              + " by someone whom 'trustedKeys' names");
    }
  }

  private static boolean isBy(PublicKey key, byte[] manifest, byte[] bytes) {
    try {
      Signature signature = Signature.getInstance(SigningKeys.ALGORITHM);
      signature.initVerify(key);
      signature.update(manifest);
      return signature.verify(bytes);
    } catch (GeneralSecurityException e) {
      return false; // of another length, or no point of the curve
    }
  }

  private static byte[] signature(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new RefusedException(file + ": is no signature; sign the bundle again");
      }
      String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(file + ": is no signature; sign the bundle again", e);
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read: " + IoReason.of(e), e);
    }
  }

  private static byte[] manifest(Path directory) {
    Path file = directory.resolve(BundleManifest.FILE);
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read: " + IoReason.of(e), e);
    }
  }
}
