package io.lazaret.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Health and metrics over HTTP: {@code /livez} says that the process is not beyond help, {@code
 * /readyz} that it does its work, {@code /metrics} is for Prometheus. A probe that fails answers
 * 503 with the reason.
 */
public final class OperationsEndpoint implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  /** The JDK's server waits for ever for the rest of a request, and for who reads no answer. */
  private static final String PATIENCE_SECONDS = "5";

  static {
    for (String wait : List.of("sun.net.httpserver.maxReqTime", "sun.net.httpserver.maxRspTime")) {
      if (System.getProperty(wait) == null) {
        System.setProperty(wait, PATIENCE_SECONDS);
      }
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;

  private OperationsEndpoint(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Listens from now on.
   *
   * @param notLive why the process must be restarted, or empty
   * @param notReady why its work is not done, or empty
   * @param metrics the metrics in Prometheus' text format
   * @throws RefusedException when the address cannot be listened on
   */
  public static OperationsEndpoint start(
      HttpAddress address,
      Supplier<Optional<String>> notLive,
      Supplier<Optional<String>> notReady,
      Supplier<String> metrics) {
    HttpServer server = listen(address);
    // Two, so that a slow scrape does not fail a probe.
    ExecutorService threads = Executors.newFixedThreadPool(2, OperationsEndpoint::thread);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(exchange, "/", NOT_FOUND, TEXT, "not found\n"));
    server.createContext("/livez", exchange -> probe(exchange, "/livez", notLive.get()));
    server.createContext("/readyz", exchange -> probe(exchange, "/readyz", notReady.get()));
    server.createContext(
        "/metrics", exchange -> answer(exchange, "/metrics", OK, PROMETHEUS, metrics.get()));
    server.start();
    return new OperationsEndpoint(server, threads);
  }

  /** The port that is listened on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static HttpServer listen(HttpAddress address) {
    try {
      return HttpServer.create(new InetSocketAddress(address.host(), address.port()), 0);
    } catch (IOException e) {
      throw new RefusedException(
          "cannot listen on "
              + address.host()
              + ":"
              + address.port()
              + " ("
              + e.getMessage()
              + "); give another "
              + address.setting()
              + "host or "
              + address.setting()
              + "port",
          e);
    } catch (UnresolvedAddressException e) {
      throw new RefusedException(
          address.setting()
              + "host '"
              + address.host()
              + "' is no address of this machine; give one that is",
          e);
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "operations");
    thread.setDaemon(true);
    return thread;
  }

  private static void probe(HttpExchange exchange, String path, Optional<String> complaint)
      throws IOException {
    int status = complaint.isPresent() ? UNAVAILABLE : OK;
    answer(exchange, path, status, TEXT, complaint.orElse("ok") + "\n");
  }

  private static void answer(
      HttpExchange exchange, String path, int status, String type, String text) throws IOException {
    boolean known = exchange.getRequestURI().getPath().equals(path);
    byte[] body = (known ? text : "not found\n").getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", known ? type : TEXT);
      exchange.sendResponseHeaders(known ? status : NOT_FOUND, body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }
}
