package io.lazaret.lab.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.experiment.Experiments;
import io.lazaret.lab.study.Experiment;
import java.util.ArrayList;
import java.util.List;

/** Where the numbers come from, what speaks against them, and what was not asked. */
final class OriginSection {
  private static final String RECIPE = "recipe";

  private OriginSection() {}

  static Element of(Results results) {
    JsonNode provenance = results.provenance();
    List<Element> content = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    provenance
        .fields()
        .forEachRemaining(
            field -> {
              if (!field.getKey().equals(RECIPE)) {
                rows.add(List.of(field.getKey(), text(field.getValue())));
              }
            });
    content.add(Table.facts(rows));
    content.add(
        Sections.details("The recipe", Element.of("pre", provenance.path(RECIPE).asText())));
    content.add(flags(results));
    List<String> missing = missing(results);
    if (!missing.isEmpty()) {
      content.add(
          Element.of("p", "Not in these results: " + String.join(", ", missing) + ".")
              .in("caption"));
    }
    return Sections.section("Where the numbers come from", "", content);
  }

  /** Sanity flags, or that there are none. */
  static Element flags(Results results) {
    List<Element> flags = new ArrayList<>();
    for (Evaluation.Flag flag : results.flags()) {
      flags.add(Element.of("li", Element.of("b", flag.code()), ": " + flag.detail()));
    }
    return flags.isEmpty()
        ? Element.of("p", "Sanity flags: none.").in("calm")
        : Element.of(
                "div",
                Element.of("b", "Sanity flags: reasons to mistrust the numbers"),
                Element.of("ul", flags))
            .in("flags");
  }

  private static List<String> missing(Results results) {
    List<String> missing = new ArrayList<>();
    if (results.evaluation().isEmpty()) {
      missing.add("the evaluation");
    }
    for (Experiment experiment : Experiments.ALL) {
      if (!results.experiments().containsKey(experiment.name())) {
        missing.add("the experiment '" + experiment.name() + "'");
      }
    }
    return missing;
  }

  private static String text(JsonNode value) {
    if (value.isTextual()) {
      return value.asText();
    }
    return value.toString().replaceAll("[{}\"\\[\\]]", "").replace(",", ", ").replace(":", ": ");
  }
}
