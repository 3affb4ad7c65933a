package io.lazaret.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.lazaret.s3.EmbeddedS3;
import io.lazaret.store.ObjectException.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3StoreTest extends ObjectStoreContract {
  private static final String KEY = "aws.accessKeyId";
  private static final String SECRET = "aws.secretAccessKey";

  @TempDir private static Path directory;
  private static EmbeddedS3 s3;
  private S3Store store;

  @BeforeAll
  static void start() {
    s3 = EmbeddedS3.start(directory);
    s3.createBucket("images");
  }

  @AfterAll
  static void stop() {
    s3.close();
    System.clearProperty(KEY);
    System.clearProperty(SECRET);
  }

  @BeforeEach
  void open() {
    System.setProperty(KEY, EmbeddedS3.ACCESS_KEY);
    System.setProperty(SECRET, EmbeddedS3.SECRET_KEY);
    store = new S3Store("images", settings(s3.endpoint(), Duration.ofSeconds(20)));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  ObjectStore store() {
    return store;
  }

  @Override
  void goAway() {
    s3.goAway();
  }

  @Override
  void comeBack() {
    s3.comeBack();
  }

  @Test
  void wrongCredentialsAreTheStoresProblemAndNoImages() {
    store.write(uri("7.png"), bytes(7));
    System.setProperty(SECRET, "wrong");
    try (S3Store stranger =
        new S3Store("images", settings(s3.endpoint(), Duration.ofSeconds(20)))) {
      store.close();
      store = stranger;

      assertEquals(Problem.UNREACHABLE, problem("7.png"));
      assertFalse(stranger.answers());
    }
  }

  @Test
  void aBucketThatIsNotThereIsUnreachable() {
    try (S3Store other = new S3Store("none", settings(s3.endpoint(), Duration.ofSeconds(20)))) {
      store.close();
      store = other;

      assertEquals(Problem.UNREACHABLE, problem("7.png"));
    }
  }

  @Test
  void aStoreThatAcceptsAndSaysNothingIsLeftAfterTheTimeOut() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        S3Store hung =
            new S3Store(
                "images",
                settings(
                    URI.create("http://127.0.0.1:" + silent.getLocalPort()),
                    Duration.ofSeconds(1)))) {
      store.close();
      store = hung;

      assertTimeoutPreemptively(
          Duration.ofSeconds(30), () -> assertEquals(Problem.UNREACHABLE, problem("7.png")));
    }
  }

  private static S3Settings settings(URI endpoint, Duration timeout) {
    return new S3Settings(Optional.of(endpoint), "us-east-1", timeout);
  }
}
