package io.lazaret.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/**
 * An S3-compatible store on the loop-back address that asks for credentials (S3Proxy). Its buckets
 * are subdirectories, its objects files in them; it can go away and come back under its address.
 */
public final class EmbeddedS3 implements AutoCloseable {
  /** The only account. */
  public static final String ACCESS_KEY = "lazaret";

  /** Its secret. */
  public static final String SECRET_KEY = "not-a-secret";

  private final Path directory;
  private final URI endpoint;
  private S3Proxy server;

  private EmbeddedS3(Path directory, URI endpoint) {
    this.directory = directory;
    this.endpoint = endpoint;
    this.server = started(directory, endpoint);
  }

  /**
   * Starts a store.
   *
   * @param directory of the buckets; made when it is not there
   */
  public static EmbeddedS3 start(Path directory) {
    try (ServerSocket free = new ServerSocket(0)) {
      Files.createDirectories(directory);
      URI endpoint = URI.create("http://127.0.0.1:" + free.getLocalPort());
      free.close();
      return new EmbeddedS3(directory, endpoint);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes an empty bucket. */
  public void createBucket(String name) {
    try {
      Files.createDirectories(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI endpoint() {
    return endpoint;
  }

  /** Refuses all connections from now on. */
  public void goAway() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the store does not stop", e);
    }
  }

  /** Answers again. */
  public void comeBack() {
    server = started(directory, endpoint);
  }

  private static S3Proxy started(Path directory, URI endpoint) {
    Properties settings = new Properties();
    settings.setProperty("jclouds.provider", "filesystem");
    settings.setProperty("jclouds.identity", ACCESS_KEY);
    settings.setProperty("jclouds.credential", SECRET_KEY);
    settings.setProperty("jclouds.filesystem.basedir", directory.toString());
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(BlobStores.create("filesystem", settings))
            .endpoint(endpoint)
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
            .build();
    try {
      server.start();
      return server;
    } catch (Exception e) {
      throw new IllegalStateException("the store does not start at " + endpoint, e);
    }
  }

  @Override
  public void close() {
    goAway();
  }
}
