package io.lazaret.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A real Prometheus that scrapes programs of this machine once a second. */
final class Prometheus implements AutoCloseable {
  private final Process process;
  private final URI address;
  private final HttpClient http = HttpClient.newHttpClient();

  private Prometheus(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Starts one in an empty directory. */
  static Prometheus start(Path work, List<Integer> ports) throws IOException {
    int port = LiveSystem.freePort();
    String targets =
        ports.stream().map(each -> "'127.0.0.1:" + each + "'").collect(Collectors.joining(", "));
    Path settings =
        Files.writeString(
            work.resolve("prometheus.yaml"),
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            scrape_configs:
              - job_name: lazaret
                static_configs: [{targets: [%s]}]
            """
                .formatted(targets));
    Process process =
        new ProcessBuilder(
                Peers.program("prometheus"),
                "--config.file=" + settings,
                "--storage.tsdb.path=" + work.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("prometheus.log").toFile())
            .start();
    return new Prometheus(process, URI.create("http://127.0.0.1:" + port));
  }

  /** The answer to an expression: its series, each with a value. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
        .at("/data/result");
  }

  /** The names of all metrics that were scraped. */
  List<String> names() throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    get("/api/v1/label/__name__/values").get("data").forEach(name -> names.add(name.asText()));
    return names;
  }

  /**
   * @throws IOException when Prometheus does not answer, or refuses
   */
  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(address.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.body());
    }
    return new ObjectMapper().readTree(response.body());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
