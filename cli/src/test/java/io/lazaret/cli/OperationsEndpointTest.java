package io.lazaret.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.RefusedException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OperationsEndpointTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void aProbeThatFailsSaysWhy() throws Exception {
    try (var endpoint = listenOn(new HttpAddress("127.0.0.1", 0, "--http-"))) {
      assertEquals(200, get(endpoint, "/livez").statusCode());
      HttpResponse<String> ready = get(endpoint, "/readyz");
      assertEquals(503, ready.statusCode());
      assertEquals("no broker\n", ready.body());
      assertEquals("up 1\n", get(endpoint, "/metrics").body());
      assertEquals(404, get(endpoint, "/livez/more").statusCode());
    }
  }

  @Test
  void anAddressThatIsTakenIsRefusedByTheNameThatAPersonGave() {
    try (var first = listenOn(new HttpAddress("127.0.0.1", 0, "--http-"))) {
      var taken = new HttpAddress("127.0.0.1", first.port(), "--http-");
      var refusal = assertThrows(RefusedException.class, () -> listenOn(taken));

      assertTrue(refusal.getMessage().endsWith("give another --http-host or --http-port"));
    }
  }

  @Test
  void whoDoesNotFinishARequestDoesNotKeepTheProbesWaiting() throws Exception {
    try (var endpoint = listenOn(new HttpAddress("127.0.0.1", 0, "--http-"));
        var first = new Socket("127.0.0.1", endpoint.port());
        var second = new Socket("127.0.0.1", endpoint.port());
        var third = new Socket("127.0.0.1", endpoint.port())) {
      for (Socket half : List.of(first, second, third)) {
        half.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: ".getBytes(US_ASCII));
        half.getOutputStream().flush();
      }

      assertEquals(200, get(endpoint, "/livez").statusCode());
    }
  }

  @Test
  void aPortThatIsNoneIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new HttpAddress("127.0.0.1", 65_536, "http."));
  }

  private static OperationsEndpoint listenOn(HttpAddress address) {
    return OperationsEndpoint.start(
        address, Optional::empty, () -> Optional.of("no broker"), () -> "up 1\n");
  }

  private HttpResponse<String> get(OperationsEndpoint endpoint, String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + endpoint.port() + path);
    var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build();
    return client.send(request, BodyHandlers.ofString());
  }
}
