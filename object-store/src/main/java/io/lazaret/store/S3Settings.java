package io.lazaret.store;

import io.lazaret.core.RefusedException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How an S3-compatible store is reached. Credentials come from where the AWS SDK looks for them:
 * {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}, {@code ~/.aws/credentials} or {@code
 * AWS_SHARED_CREDENTIALS_FILE}, the roles of a container or machine.
 *
 * @param endpoint of a store that is not AWS's own, whose buckets are then part of the path
 * @param region that requests are signed for
 * @param timeout of one try, from the connection to the last byte
 */
public record S3Settings(Optional<URI> endpoint, String region, Duration timeout) {

  /**
   * @throws RefusedException when the endpoint is no URL of a host, or the region no name
   */
  public S3Settings {
    endpoint.ifPresent(
        uri -> {
          if (!uri.toString().matches("https?://[^/?#]+/?") || uri.getHost() == null) {
            throw new RefusedException(
                "'" + uri + "' is no S3-compatible store; give http(s)://host:port");
          }
        });
    if (!region.matches("[a-z0-9-]+")) {
      throw new RefusedException("'" + region + "' is no region; give one like us-east-1");
    }
  }
}
