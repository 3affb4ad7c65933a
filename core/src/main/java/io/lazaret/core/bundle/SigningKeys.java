package io.lazaret.core.bundle;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ed25519 keys in PEM files (RFC 8410), as {@code openssl genpkey -algorithm ed25519} has them. */
public final class SigningKeys {
  static final String ALGORITHM = "Ed25519";

  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private SigningKeys() {}

  /**
   * Makes a new pair of keys.
   *
   * @param secret must not be there; only its owner may read it
   * @param open must not be there
   * @throws RefusedException when a file is there, or cannot be written
   */
  public static void generate(Path secret, Path open) {
    if (Files.exists(open)) {
      throw new RefusedException(open + ": is there already; name a new file");
    }
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      Files.createFile(secret);
      if (secret.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
      }
      Files.writeString(
          secret, pem(PRIVATE, pair.getPrivate().getEncoded()), StandardOpenOption.WRITE);
      Files.writeString(
          open, pem(PUBLIC, pair.getPublic().getEncoded()), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new RefusedException(e.getFile() + ": is there already; name a new file", e);
    } catch (IOException e) {
      throw new RefusedException("the keys cannot be written: " + IoReason.withFile(e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has Ed25519 since 15", e);
    }
  }

  /**
   * Reads a private key.
   *
   * @throws RefusedException when the file holds none
   */
  public static PrivateKey secret(Path file) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePrivate(new PKCS8EncodedKeySpec(decoded(file, PRIVATE)));
    } catch (GeneralSecurityException e) {
      throw new RefusedException(notOne(file, PRIVATE), e);
    }
  }

  /**
   * Reads public keys.
   *
   * @throws RefusedException when a file holds none
   */
  public static List<PublicKey> open(List<Path> files) {
    return files.stream().map(SigningKeys::open).toList();
  }

  private static PublicKey open(Path file) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(decoded(file, PUBLIC)));
    } catch (GeneralSecurityException e) {
      throw new RefusedException(notOne(file, PUBLIC), e);
    }
  }

  private static String pem(String kind, byte[] encoded) {
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
        .formatted(kind, LINES.encodeToString(encoded))
        .replace("\r\n", "\n");
  }

  private static byte[] decoded(Path file, String kind) {
    try {
      Matcher pem =
          Pattern.compile("-----BEGIN " + kind + "-----([^-]*)-----END " + kind + "-----")
              .matcher(Files.readString(file));
      if (!pem.find()) {
        throw new RefusedException(notOne(file, kind));
      }
      return Base64.getMimeDecoder().decode(pem.group(1));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(notOne(file, kind), e);
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read: " + IoReason.of(e), e);
    }
  }

  private static String notOne(Path file, String kind) {
    return file + ": holds no Ed25519 " + kind.toLowerCase(Locale.ROOT) + " in PEM";
  }
}
