package io.lazaret.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import io.lazaret.cli.HttpAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prometheus' own promtool looks at the follower's metrics. */
@Tag("peers")
class FollowMetricsPeerTest {
  @Test
  void promtoolHasNoComplaint() throws Exception {
    String metrics = scrape();
    Process promtool = start();
    try (OutputStream in = promtool.getOutputStream()) {
      in.write(metrics.getBytes(UTF_8));
    }
    String complaints = new String(promtool.getInputStream().readAllBytes(), UTF_8);

    assertEquals("", complaints);
    assertEquals(0, promtool.waitFor());
  }

  private static String scrape() throws Exception {
    var plan =
        new FollowPlan(
            Topics.DEFAULT, FollowStart.now(), Duration.ofMinutes(5), 10, Duration.ofSeconds(15));
    var follower = new Follower(Connection.to("127.0.0.1:1"), plan);
    var address = new HttpAddress("127.0.0.1", 0, "--http-");
    try (var endpoint = FollowService.listen(follower, Topics.DEFAULT, address)) {
      var uri = URI.create("http://127.0.0.1:" + endpoint.port() + "/metrics");
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
          .body();
    }
  }

  private static Process start() {
    try {
      return new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    } catch (IOException e) {
      String missing = "no promtool (Debian: prometheus)";
      assertNotEquals("require", System.getenv("LAZARET_PEERS"), missing);
      return abort(missing);
    }
  }
}
