package io.lazaret.app.testing;

import io.lazaret.core.wire.DataReference;
import io.lazaret.store.ObjectException;
import io.lazaret.store.ObjectException.Problem;
import io.lazaret.store.ObjectStore;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Objects in memory, in a store that can go away. */
public final class FakeStore implements ObjectStore {
  private final Map<URI, byte[]> objects = new ConcurrentHashMap<>();
  private final AtomicInteger reads = new AtomicInteger();
  private volatile Problem problem;

  /** From now on every read has this problem; null for none. */
  public void fail(Problem how) {
    problem = how;
  }

  /** How often somebody tried to read. */
  public int reads() {
    return reads.get();
  }

  /** Stores bytes and says where. */
  public DataReference put(String name, byte[] bytes) {
    URI uri = URI.create(name() + name);
    write(uri, bytes);
    return DataReference.of(uri, bytes);
  }

  @Override
  public String name() {
    return "fake://store/";
  }

  @Override
  public boolean holds(URI uri) {
    return uri.toString().startsWith(name());
  }

  @Override
  public byte[] read(URI uri, int most) {
    reads.incrementAndGet();
    if (problem != null) {
      throw new ObjectException(problem, "for the test");
    }
    byte[] bytes = objects.get(uri);
    if (bytes == null) {
      throw new ObjectException(Problem.MISSING, "no such object");
    }
    return Arrays.copyOf(bytes, Math.min(bytes.length, most + 1));
  }

  @Override
  public void write(URI uri, byte[] bytes) {
    objects.put(uri, bytes.clone());
  }

  @Override
  public boolean answers() {
    return problem != Problem.UNREACHABLE;
  }

  @Override
  public void close() {}
}
