package io.lazaret.store;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The stores that may be read; there is no reading of anything else. */
public record ObjectStores(List<ObjectStore> all) implements AutoCloseable {
  public ObjectStores {
    all = List.copyOf(all);
  }

  /** The store that holds a URI. */
  public Optional<ObjectStore> of(URI uri) {
    return all.stream().filter(store -> store.holds(uri)).findFirst();
  }

  @Override
  public void close() {
    all.forEach(ObjectStore::close);
  }
}
