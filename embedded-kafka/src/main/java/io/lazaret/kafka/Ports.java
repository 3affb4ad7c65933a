package io.lazaret.kafka;

import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** TCP ports of the loopback interface. */
final class Ports {
  private Ports() {}

  /** Ports that nothing listens on now; another process may take one before it is used. */
  static List<Integer> free(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on the loopback interface", e);
    } finally {
      sockets.forEach(Ports::close);
    }
  }

  /**
   * The given port and those after it.
   *
   * @throws RefusedException when something listens on one of them
   */
  static List<Integer> from(int first, int count) {
    List<Integer> ports = IntStream.range(first, first + count).boxed().toList();
    ports.forEach(Ports::requireFree);
    return ports;
  }

  private static void requireFree(int port) {
    try {
      new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
    } catch (BindException e) {
      throw new RefusedException(
          "port " + port + " is in use or not allowed; stop what listens there or give another", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new RefusedException("port " + port + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
