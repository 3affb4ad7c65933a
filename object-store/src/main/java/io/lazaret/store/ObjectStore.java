package io.lazaret.store;

import java.net.URI;

/** A place where bytes lie under URIs. Safe for several threads. */
public interface ObjectStore extends AutoCloseable {

  /** What it is, for logs and metrics: the start of its URIs. */
  String name();

  /** Whether a URI names a place in this store, by its text alone. */
  boolean holds(URI uri);

  /**
   * Reads an object.
   *
   * @param uri one that this {@link #holds}
   * @param most reads at most one byte more than this, so that a larger object shows as such
   * @throws ObjectException when it cannot be had
   */
  byte[] read(URI uri, int most);

  /**
   * Writes an object, in place of any that is there.
   *
   * @param uri one that this {@link #holds}
   * @throws ObjectException when it cannot be written
   */
  void write(URI uri, byte[] bytes);

  /** Whether the store answers at all: it may still not give some object. */
  boolean answers();

  @Override
  void close();
}
