package io.lazaret.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bill of materials: every library has a licence that the image may be given out under. */
@Tag("packaging")
class LicencesTest {
  /** A library that leaves the choice is taken under one of these. */
  private static final Set<String> ALLOWED =
      Set.of("Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "EPL-1.0");

  private static final String PREFACE =
      """
      # Licences of the libraries in the image

      From the bill of materials that every build writes (`image/target/sbom/lazaret.cdx.json`), which has the versions too. `LicencesTest` holds this list against it, and writes it anew to `operations/target/licences.md`.

      | library | licence |
      |---|---|
      """;

  @Test
  void everyLibraryIsListedUnderALicenceThatAllowsTheImage() throws IOException {
    StringBuilder listed = new StringBuilder(PREFACE);
    licences()
        .forEach(
            (library, licences) -> {
              assertTrue(licences.stream().anyMatch(ALLOWED::contains), library + ": " + licences);
              listed
                  .append("| ")
                  .append(library)
                  .append(" | ")
                  .append(String.join(" or ", licences))
                  .append(" |\n");
            });
    Path made = Path.of("target", "licences.md");
    Files.createDirectories(made.getParent());
    Files.writeString(made, listed);

    assertEquals(
        listed.toString(),
        Files.readString(Peers.HOME.resolve("docs/licences.md")),
        "docs/licences.md is to be operations/" + made);
  }

  /** The names of each library's licences. */
  private static TreeMap<String, List<String>> licences() throws IOException {
    Path bill = Peers.HOME.resolve("image/target/sbom/lazaret.cdx.json");
    assumeTrue(Files.exists(bill), "no " + bill + "; mvn verify writes it, but not offline");
    TreeMap<String, List<String>> licences = new TreeMap<>();
    for (JsonNode component : new ObjectMapper().readTree(bill.toFile()).get("components")) {
      if (component.path("group").asText().equals("io.lazaret")) {
        continue;
      }
      List<String> names = new ArrayList<>();
      for (JsonNode choice : component.path("licenses")) {
        JsonNode licence = choice.path("license");
        names.add(
            licence
                .path("id")
                .asText(licence.path("name").asText(choice.path("expression").asText())));
      }
      licences.put(component.get("group").asText() + ":" + component.get("name").asText(), names);
    }
    return licences;
  }
}
