package io.lazaret.lab.report;

import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The results of a study as one page for a person: headline, plots, tables, images, and where the
 * numbers come from. Everything is in the one file; it asks nothing of a network, and can be read
 * without scripts.
 */
public final class StudyReport {
  private static final String FILE = "report.html";

  /** What the page shows, in order, where the results have it. */
  private static final List<Function<Results, Optional<Element>>> SECTIONS =
      List.of(
          AttackSection::of,
          DetectionSection::of,
          AlarmSection::of,
          CalibrationSection::of,
          UniversalSection::of,
          AdaptiveSection::of,
          ViewsSection::of,
          LeakSection::of,
          CapacitySection::of,
          SeparabilitySection::of,
          AttentionSection::of);

  private StudyReport() {}

  /**
   * Writes the page.
   *
   * @param directory what a study wrote, or its {@code results}
   * @param out where to write; {@code report.html} beside the results when empty
   * @return the page's file
   * @throws RefusedException when there are no results, or the page cannot be written
   */
  public static Path write(Path directory, Optional<Path> out) {
    Results results = Results.read(directory);
    Path file = out.orElse(directory.resolve(FILE));
    try {
      Files.writeString(file, html(results));
    } catch (IOException e) {
      throw new RefusedException(
          file + ": cannot be written; name another --out: " + IoReason.of(e), e);
    }
    return file;
  }

  private static String html(Results results) {
    List<Element> content = new ArrayList<>();
    content.add(header(results));
    if (!results.flags().isEmpty()) {
      content.add(OriginSection.flags(results));
    }
    results.evaluation().ifPresent(each -> content.addAll(Headline.of(each, results.deciding())));
    SECTIONS.forEach(section -> section.apply(results).ifPresent(content::add));
    content.addAll(OtherSections.of(results));
    content.add(OriginSection.of(results));
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n");
    Element.of(
            "html",
            Element.of(
                "head",
                Element.of("meta").with("charset", "utf-8"),
                Element.of("meta")
                    .with("name", "viewport")
                    .with("content", "width=device-width, initial-scale=1"),
                Element.of("title", results.name()),
                Element.of("style", resource("report.css"))),
            Element.of(
                "body", Element.of("main", content), Element.of("script", resource("report.js"))))
        .with("lang", "en")
        .writeTo(page);
    return page.append('\n').toString();
  }

  private static Element header(Results results) {
    var provenance = results.provenance();
    return Element.of(
        "header",
        Element.of("h1", results.name()),
        Element.of(
            "p",
            "A diagnostic network under attack, and who noticed. Data: "
                + provenance.path("dataset").asText("not said")
                + "; seeds: "
                + provenance.path("seeds").size()
                + "."));
  }

  /** Neither holds a character that HTML would escape. */
  private static String resource(String name) {
    try (InputStream in = StudyReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
