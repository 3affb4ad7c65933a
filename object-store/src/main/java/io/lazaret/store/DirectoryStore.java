package io.lazaret.store;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.store.ObjectException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The regular files below a directory, under {@code file:} URIs. Links are followed as long as they
 * stay below it; anything else does not exist here, be it a device or a file elsewhere.
 */
public final class DirectoryStore implements ObjectStore {
  private final Path root;

  /**
   * @param root need not be there yet: as long as it is not, the store does not answer
   * @throws RefusedException when it is something else than a directory
   */
  public DirectoryStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
    if (Files.exists(this.root) && !Files.isDirectory(this.root)) {
      throw new RefusedException(
          this.root + ": is no directory; name one, whose files images may lie in");
    }
  }

  @Override
  public String name() {
    return "file://" + root + "/";
  }

  @Override
  public boolean holds(URI uri) {
    return path(uri).isPresent();
  }

  @Override
  public byte[] read(URI uri, int most) {
    Path path = path(uri).orElseThrow(() -> new IllegalArgumentException("not of " + name()));
    try {
      Path real = path.toRealPath();
      if (!real.startsWith(root.toRealPath()) || !Files.isRegularFile(real)) {
        throw new ObjectException(Problem.MISSING, "no regular file below " + root);
      }
      try (InputStream in = Files.newInputStream(real)) {
        return in.readNBytes(most == Integer.MAX_VALUE ? most : most + 1);
      }
    } catch (NoSuchFileException e) {
      throw answers()
          ? new ObjectException(Problem.MISSING, "no such file", e)
          : new ObjectException(Problem.UNREACHABLE, root + " is not there", e);
    } catch (AccessDeniedException e) {
      throw new ObjectException(Problem.DENIED, "may not be read", e);
    } catch (FileSystemException e) {
      // A name that is too long, a file where a directory should be, a loop of links.
      throw answers()
          ? new ObjectException(Problem.MISSING, "no such file: " + e.getReason(), e)
          : new ObjectException(Problem.UNREACHABLE, root + " cannot be read", e);
    } catch (IOException e) {
      throw new ObjectException(Problem.UNREACHABLE, "cannot be read: " + IoReason.of(e), e);
    }
  }

  @Override
  public void write(URI uri, byte[] bytes) {
    Path path = path(uri).orElseThrow(() -> new IllegalArgumentException("not of " + name()));
    try {
      Path directory = path.getParent();
      Files.createDirectories(directory);
      // Nobody who was told of it early may see half of it.
      Path unfinished = Files.createTempFile(directory, ".unfinished", "");
      Files.write(unfinished, bytes);
      Files.move(unfinished, path, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new ObjectException(Problem.UNREACHABLE, "cannot be written: " + IoReason.of(e), e);
    }
  }

  @Override
  public boolean answers() {
    return Files.isDirectory(root) && Files.isReadable(root);
  }

  @Override
  public void close() {}

  private Optional<Path> path(URI uri) {
    String host = uri.getHost();
    if (!"file".equalsIgnoreCase(uri.getScheme())
        || uri.getPath() == null
        || uri.getQuery() != null
        || uri.getFragment() != null
        || !(uri.getAuthority() == null || "localhost".equals(host))) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(uri.getPath()))
          .filter(Path::isAbsolute)
          .map(Path::normalize)
          .filter(path -> path.startsWith(root) && !path.equals(root));
    } catch (InvalidPathException e) {
      return Optional.empty(); // a zero byte
    }
  }
}
