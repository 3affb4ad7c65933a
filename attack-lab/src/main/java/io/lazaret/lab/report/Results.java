package io.lazaret.lab.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lazaret.cli.Settings;
import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.BundleJson;
import io.lazaret.lab.evaluate.Evaluation;
import io.lazaret.lab.study.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a study left in its {@code results/}.
 *
 * @param directory where the files lie
 * @param evaluation its main tables
 * @param experiments the file of each experiment, by its name
 */
record Results(Path directory, Optional<Evaluation> evaluation, Map<String, JsonNode> experiments) {
  private static final String AGAIN =
      "; remove it and the study's bundle and corpus, and run the study again: it goes on from its"
          + " work";

  private static final String EVALUATION = "evaluation.json";

  /** What every evaluation has. */
  private static final List<String> PARTS =
      List.of("provenance", "victim", "attacks", "detection", "falseAlarms", "flags");

  /** Files of a later version may say more. */
  private static final ObjectMapper LENIENT =
      BundleJson.mapper().copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /**
   * Reads results.
   *
   * @param directory what a study wrote, or its {@code results}
   * @throws RefusedException when there are none, or one cannot be read
   */
  static Results read(Path directory) {
    Path inside = directory.resolve("results");
    Path results = Files.isDirectory(inside) ? inside : directory;
    Optional<Evaluation> evaluation = Optional.empty();
    Map<String, JsonNode> experiments = new TreeMap<>();
    for (Path file : files(results)) {
      JsonNode tree = tree(file);
      if (file.getFileName().toString().equals(EVALUATION)) {
        evaluation = Optional.of(evaluation(file, tree));
      } else if (tree.path("experiment").isTextual()) {
        experiments.put(tree.path("experiment").asText(), tree);
      }
    }
    if (evaluation.isEmpty() && experiments.isEmpty()) {
      throw new RefusedException(
          directory
              + ": holds no results of a study; name the directory that 'lazaret lab study' wrote"
              + " to");
    }
    return new Results(results, evaluation, experiments);
  }

  private static List<Path> files(Path results) {
    if (!Files.isDirectory(results)) {
      throw new RefusedException(
          results + ": no such directory; name the one that 'lazaret lab study' wrote to");
    }
    try (Stream<Path> files = Files.list(results)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new RefusedException(results + ": cannot be read: " + IoReason.of(e), e);
    }
  }

  private static JsonNode tree(Path file) {
    try {
      return LENIENT.readTree(file.toFile());
    } catch (IOException e) {
      throw new RefusedException(file + ": is not JSON" + AGAIN, e);
    }
  }

  private static Evaluation evaluation(Path file, JsonNode tree) {
    int version = tree.path("schemaVersion").asInt();
    if (version != Evaluation.SCHEMA_VERSION) {
      throw new RefusedException(
          file
              + ": is of version "
              + version
              + ", this build reads "
              + Evaluation.SCHEMA_VERSION
              + AGAIN);
    }
    for (String part : PARTS) {
      if (tree.path(part).isMissingNode() || tree.path(part).isNull()) {
        throw new RefusedException(file + ": is no evaluation: lacks '" + part + "'" + AGAIN);
      }
    }
    try {
      return LENIENT.treeToValue(tree, Evaluation.class);
    } catch (IOException e) {
      throw new RefusedException(file + ": is no evaluation" + AGAIN, e);
    }
  }

  /**
   * The answer of an experiment; empty when it was not asked.
   *
   * @throws RefusedException when the file says something else
   */
  <T> Optional<T> answer(String experiment, TypeReference<T> type) {
    if (!experiments.containsKey(experiment)) {
      return Optional.empty();
    }
    Path file = directory.resolve(experiment + ".json");
    JsonNode result = experiments.get(experiment).path("result");
    if (result.isMissingNode() || result.isNull()) {
      throw new RefusedException(file + ": holds no result" + AGAIN);
    }
    try {
      return Optional.of(LENIENT.readerFor(type).readValue(result));
    } catch (IOException e) {
      throw new RefusedException(file + ": does not fit this version" + AGAIN, e);
    }
  }

  /** A file beside the JSON; empty when it is not there, or not beside it. */
  Optional<byte[]> file(String name) {
    Path file = directory.resolve(name).normalize();
    try {
      return file.startsWith(directory.normalize()) && Files.isRegularFile(file)
          ? Optional.of(Files.readAllBytes(file))
          : Optional.empty();
    } catch (IOException e) {
      throw new RefusedException(file + ": cannot be read: " + IoReason.of(e), e);
    }
  }

  /** Where the study came from, as the first of its files says. */
  JsonNode provenance() {
    return evaluation
        .map(each -> (JsonNode) LENIENT.valueToTree(each.provenance()))
        .orElseGet(() -> experiments.values().iterator().next().path("provenance"));
  }

  /** The study's name, as its recipe says. */
  String name() {
    return provenance()
        .path("recipe")
        .asText()
        .lines()
        .filter(line -> line.startsWith("name:"))
        .map(line -> line.substring("name:".length()).strip())
        .map(name -> name.replaceAll("^(['\"])(.*)\\1$", "$2"))
        .findFirst()
        .orElse("study");
  }

  /** The detector whose word counts; none when nothing was detected. */
  Optional<Deciding> deciding() {
    return evaluation.flatMap(each -> Deciding.of(each, recipe().map(r -> r.served().get(0))));
  }

  /** The recipe; empty when this version does not read it. */
  private Optional<Recipe> recipe() {
    try {
      String text = provenance().path("recipe").asText();
      return Optional.of(Settings.parse("recipe", text, directory, Recipe.class));
    } catch (RefusedException e) {
      return Optional.empty(); // of another version: what it says is shown, and not needed
    }
  }

  /** Reasons to mistrust the numbers, each with the file that says so. */
  List<Evaluation.Flag> flags() {
    List<Evaluation.Flag> flags = new ArrayList<>();
    evaluation.ifPresent(each -> flags.addAll(each.flags()));
    experiments.forEach(
        (name, tree) -> {
          for (JsonNode flag : tree.path("flags")) {
            flags.add(
                new Evaluation.Flag(
                    flag.path("code").asText(), name + ": " + flag.path("detail").asText()));
          }
        });
    return flags;
  }
}
