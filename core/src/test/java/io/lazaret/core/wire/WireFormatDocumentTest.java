package io.lazaret.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lazaret.core.detect.Assessment;
import io.lazaret.core.detect.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The worked example of docs/wire-format.md is what the code reads and writes. */
class WireFormatDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "wire-format.md");
  private static final SourcePosition POSITION = new SourcePosition("images.incoming", 2, 1042);
  private static final ImageEvent IMAGE =
      new ImageEvent(
          "1.2.826.0.1.3680043.2.1125.7",
          "//hospital.example/ward-7",
          Optional.of("io.lazaret.image"),
          Optional.of(Instant.parse("2026-11-01T09:30:00Z")),
          Optional.of("image/png"),
          Optional.of("chest-xray"));

  @Test
  void theHeadersOfTheExampleAreTheImage() throws IOException {
    Map<String, String> headers = headers("image headers");

    var reading = read(headers);

    assertEquals(new ImageHeaders.Reading(IMAGE, Optional.empty()), reading);
    var written = new LinkedHashMap<String, String>();
    ImageHeaders.write(IMAGE).forEach((name, value) -> written.put(name, new String(value, UTF_8)));
    assertEquals(headers, written);
  }

  @Test
  void theHeadersOfTheClaimCheckAreTheImage() throws IOException {
    Map<String, String> headers = headers("claim check headers");

    var reading = read(headers);

    assertEquals(Optional.empty(), reading.defect());
    assertEquals("1.2.826.0.1.3680043.2.1125.8", reading.event().id());
    assertEquals(31_457_280, reading.event().data().orElseThrow().size());
    var written = new LinkedHashMap<String, String>();
    ImageHeaders.write(reading.event())
        .forEach((name, value) -> written.put(name, new String(value, UTF_8)));
    assertEquals(headers, written);
  }

  @Test
  void theVerdictOfTheExampleIsWhatIsWritten() throws IOException {
    assertJson("verdict", suspect().toJson());
  }

  @Test
  void theRouteHeadersOfTheExampleAreThoseOfItsVerdict() throws IOException {
    assertEquals(headers("route headers"), RouteHeaders.of(suspect()));
  }

  @Test
  void brokenHeadersMakeTheMalformedVerdictOfTheExample() throws IOException {
    Map<String, String> headers = headers("image headers");
    headers.put(ImageHeaders.TIME, "11/01/2026");

    var reading = read(headers);

    var verdict = new Verdict.Unreadable(reading.defect().orElseThrow());
    assertJson(
        "malformed verdict",
        VerdictEvent.of(reading.event(), POSITION, verdict, VerdictEvent.Timings.NONE).toJson());
  }

  @Test
  void theTruthOfTheExampleIsWhatIsWritten() throws IOException {
    var truth =
        new TruthEvent(
            IMAGE.id(),
            1,
            Optional.of("pneumonia"),
            true,
            Optional.of("pgd"),
            OptionalDouble.of(0.0078125),
            Optional.of(true),
            Optional.empty(),
            Optional.empty());

    assertJson("truth", truth.toJson());
  }

  @Test
  void theCampaignOfTheExampleIsWhatIsWritten() throws IOException {
    var opening = new CampaignEvent.Example(IMAGE.id(), IMAGE.modality(), "3f1c9a", POSITION);
    var latest =
        new CampaignEvent.Example(
            "1.2.826.0.1.3680043.2.1125.91",
            IMAGE.modality(),
            "3f1c9a",
            new SourcePosition("images.incoming", 0, 1107));
    var campaign =
        new CampaignEvent(
            POSITION.toString(),
            IMAGE.feed(),
            CampaignEvent.Kind.GROWING,
            Instant.parse("2026-11-01T09:30:00.120Z"),
            Instant.parse("2026-11-01T09:34:10.250Z"),
            10,
            38,
            120,
            40,
            39,
            0.01,
            opening,
            latest);

    assertJson("campaign", campaign.toJson());
  }

  @Test
  void theHeadersOfTheSuspectAreItsImages() throws IOException {
    Map<String, String> headers = headers("suspect headers");

    FeedImages images =
        FeedImages.read(
            name -> headers.containsKey(name) ? headers.get(name).getBytes(UTF_8) : null);

    assertEquals(new FeedImages(84, 61_500), images);
    var written = new LinkedHashMap<String, String>();
    images.headers().forEach((name, value) -> written.put(name, new String(value, UTF_8)));
    assertEquals(headers, written);
  }

  private static VerdictEvent suspect() {
    var scores = new LinkedHashMap<String, Double>();
    scores.put("mahalanobis", 41.25);
    scores.put("consistency", 0.75);
    return VerdictEvent.of(
        IMAGE,
        POSITION,
        new Verdict.Suspect(new Assessment("3f1c9a", scores, 0.001, 0.01)),
        new VerdictEvent.Timings(1800, 2300, 20500));
  }

  private static ImageHeaders.Reading read(Map<String, String> headers) {
    return ImageHeaders.read(
        Optional.empty(),
        POSITION,
        name -> headers.containsKey(name) ? headers.get(name).getBytes(UTF_8) : null);
  }

  private static void assertJson(String example, byte[] written) throws IOException {
    var mapper = new ObjectMapper();
    assertEquals(mapper.readTree(example(example)), mapper.readTree(written));
  }

  private static Map<String, String> headers(String example) throws IOException {
    var headers = new LinkedHashMap<String, String>();
    example(example)
        .lines()
        .map(line -> line.split(": ", 2))
        .forEach(parts -> headers.put(parts[0], parts[1]));
    return headers;
  }

  private static String example(String name) throws IOException {
    String document = Files.readString(DOCUMENT);
    String after = document.substring(document.indexOf("<!-- example: " + name + " -->"));
    String fenced = after.substring(after.indexOf("```"));
    return fenced.substring(fenced.indexOf('\n') + 1, fenced.indexOf("\n```") + 1);
  }
}
