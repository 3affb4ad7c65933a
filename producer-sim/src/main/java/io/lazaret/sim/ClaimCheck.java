package io.lazaret.sim;

import io.lazaret.core.RefusedException;
import io.lazaret.core.wire.DataReference;
import io.lazaret.store.DirectoryStore;
import io.lazaret.store.ObjectException;
import io.lazaret.store.ObjectStore;
import io.lazaret.store.S3Settings;
import io.lazaret.store.S3Store;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Images that do not travel in their records: where they go, and from what size on.
 *
 * @param store of the folder; closed with this
 * @param folder the start of their URIs, with a slash at its end
 * @param inlineBytes the most bytes of an image that travels in its record
 */
public record ClaimCheck(ObjectStore store, URI folder, long inlineBytes) implements AutoCloseable {
  public ClaimCheck {
    if (inlineBytes < 0) {
      throw new RefusedException(
          "the most bytes in a record must be 0 or more, not " + inlineBytes);
    }
  }

  /**
   * Opens the store of a folder.
   *
   * @param folder {@code file:///directory/} or {@code s3://bucket/folder/}
   * @throws RefusedException when it names neither
   */
  public static ClaimCheck open(URI folder, long inlineBytes, S3Settings settings) {
    URI whole = folder.toString().endsWith("/") ? folder : URI.create(folder + "/");
    if ("file".equals(whole.getScheme()) && whole.getPath() != null) {
      return of(new DirectoryStore(Path.of(whole.getPath())), whole, inlineBytes);
    }
    if ("s3".equals(whole.getScheme()) && whole.getAuthority() != null) {
      return of(new S3Store(whole.getAuthority(), settings), whole, inlineBytes);
    }
    throw noStore(folder);
  }

  private static ClaimCheck of(ObjectStore store, URI folder, long inlineBytes) {
    if (folder.getQuery() != null || !store.holds(folder.resolve("image"))) {
      store.close();
      throw noStore(folder); // of another host, or with a query
    }
    return new ClaimCheck(store, folder, inlineBytes);
  }

  private static RefusedException noStore(URI folder) {
    return new RefusedException(
        "'" + folder + "' is no store; give file:///directory/ or s3://bucket/folder/");
  }

  /** Whether an image does not travel in its record. */
  boolean takes(PlannedImage image, byte[] value) {
    return value.length > inlineBytes
        || image.malforming().map(Malforming::isOfTheObject).orElse(false);
  }

  /**
   * Stores an image as planned.
   *
   * @return what its record says
   * @throws RefusedException when the store does not take it
   */
  DataReference put(PlannedImage image, byte[] value) {
    String name = URLEncoder.encode(image.id(), StandardCharsets.UTF_8).replace("+", "%20");
    URI uri = folder.resolve(name);
    try {
      if (image.malforming().isPresent()) {
        image.malforming().get().object(value, image.seed()).ifPresent(it -> store.write(uri, it));
      } else {
        store.write(uri, value);
      }
    } catch (ObjectException e) {
      throw new RefusedException(store.name() + ": " + e.getMessage(), e);
    }
    return DataReference.of(uri, value);
  }

  @Override
  public void close() {
    store.close();
  }
}
