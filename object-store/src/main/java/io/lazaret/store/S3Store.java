package io.lazaret.store;

import io.lazaret.store.ObjectException.Problem;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The objects of one bucket, under {@code s3://bucket/key}. */
public final class S3Store implements ObjectStore {
  /** Ask for what is not there: an answer of any kind is an answer. */
  private static final String PROBE_KEY = ".lazaret-probe";

  /** Denials that are about this object and not about us. */
  private static final Set<String> ABOUT_THE_OBJECT =
      Set.of("AccessDenied", "InvalidObjectState", "KeyTooLongError", "InvalidURI", "InvalidRange");

  private final String bucket;
  private final S3Client client;

  public S3Store(String bucket, S3Settings settings) {
    this.bucket = bucket;
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(settings.timeout())
                    .socketTimeout(settings.timeout()))
            .overrideConfiguration(
                configuration ->
                    configuration
                        .apiCallTimeout(settings.timeout())
                        // Whoever reads tries again; else a time-out would be several.
                        .retryStrategy(DefaultRetryStrategy.doNotRetry()));
    settings.endpoint().ifPresent(uri -> builder.endpointOverride(uri).forcePathStyle(true));
    client = builder.build();
  }

  @Override
  public String name() {
    return "s3://" + bucket + "/";
  }

  @Override
  public boolean holds(URI uri) {
    return "s3".equalsIgnoreCase(uri.getScheme())
        && bucket.equals(uri.getAuthority())
        && uri.getPath() != null
        && uri.getPath().length() > 1
        && uri.getQuery() == null
        && uri.getFragment() == null;
  }

  @Override
  public byte[] read(URI uri, int most) {
    return read(key(uri), most);
  }

  /** The time-out covers the body as well, which is read inside of the call. */
  private byte[] read(String key, int most) {
    try {
      return client.getObject(
          request -> request.bucket(bucket).key(key),
          (GetObjectResponse response, AbortableInputStream body) -> body(body, most));
    } catch (SdkException e) {
      throw told(e);
    }
  }

  private static byte[] body(AbortableInputStream body, int most) throws IOException {
    byte[] bytes = body.readNBytes(most == Integer.MAX_VALUE ? most : most + 1);
    if (bytes.length > most) {
      body.abort(); // do not drain what is too much
    }
    return bytes;
  }

  @Override
  public void write(URI uri, byte[] bytes) {
    try {
      client.putObject(
          request -> request.bucket(bucket).key(key(uri)), RequestBody.fromBytes(bytes));
    } catch (SdkException e) {
      throw told(e);
    }
  }

  @Override
  public boolean answers() {
    try {
      read(PROBE_KEY, 1);
      return true;
    } catch (ObjectException e) {
      return e.problem() != Problem.UNREACHABLE;
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private static String key(URI uri) {
    return uri.getPath().substring(1);
  }

  private static ObjectException told(SdkException e) {
    if (e instanceof NoSuchKeyException) {
      return new ObjectException(Problem.MISSING, "no such object", e);
    }
    if (e instanceof S3Exception) {
      String code = code((AwsServiceException) e);
      return new ObjectException(
          ABOUT_THE_OBJECT.contains(code) ? Problem.DENIED : Problem.UNREACHABLE,
          "the store says " + code,
          e);
    }
    return new ObjectException(
        Problem.UNREACHABLE, "the store does not answer: " + e.getMessage(), e);
  }

  private static String code(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null || code.isEmpty() ? "status " + e.statusCode() : code;
  }
}
