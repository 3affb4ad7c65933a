package io.lazaret.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A chart on disk, rendered by Helm's own engine.
 *
 * @param directory where its Chart.yaml is
 */
record Chart(Path directory) {
  /** The repository. */
  static final Path HOME = Path.of(System.getProperty("lazaret.home")).normalize();

  static final String RELEASE = "ward";
  static final String NAMESPACE = "imaging";

  /** The oldest Kubernetes that the chart says it runs on. */
  private static final String OLDEST = "1.25.0";

  private static final ObjectMapper YAML = new YAMLMapper();

  private static final String HOOK = "helm.sh/hook: test";
  private static final Chart WITH_ITS_TEST = withItsTest();
  private static final Map<Path, Release> INSTALLED = new ConcurrentHashMap<>();

  /** The chart as it ships. */
  static Chart shipped() {
    return new Chart(HOME.resolve("helm/lazaret"));
  }

  /** What it would install with a values file, its own test included; rendered once. */
  static Release installed(Path values) {
    return INSTALLED.computeIfAbsent(values, WITH_ITS_TEST::render);
  }

  static Release installed(String name) {
    return installed(values(name));
  }

  /** The engine leaves hooks out of what it renders; without the annotation they are objects. */
  private static Chart withItsTest() {
    try {
      Path work = Files.createTempDirectory("chart");
      Chart copy = shipped().copyTo(work);
      Path test = copy.directory.resolve("templates/tests/ready.yaml");
      String text = Files.readString(test);
      if (!text.contains(HOOK)) {
        throw new AssertionError("no " + HOOK + " in " + test);
      }
      Files.writeString(test, text.replace(HOOK, "no.hook/for: the-engine"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(work)));
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The values files that the tests install it with. */
  static Stream<Path> valuesFiles() {
    try (Stream<Path> files = Files.list(shipped().directory().resolve("ci"))) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One of those, by the word that its name begins with. */
  static Path values(String name) {
    return shipped().directory().resolve("ci").resolve(name + "-values.yaml");
  }

  /**
   * What would be installed.
   *
   * @throws RuntimeException with Helm's own words when the chart or its schema refuses the values
   */
  Release render(Path values) {
    return Release.parse(
        new Helm(directory)
            .template()
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .withKubeVersion(OLDEST)
            .withValuesFile(values)
            .call());
  }

  /** As {@link #render(Path)}, of values as text, under the least that must be said. */
  Release render(String values) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        ObjectNode least = tree(Files.readString(values("minimal")));
        YAML.writeValue(file.toFile(), merged(least, tree(values)));
        return render(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lints a copy whose defaults are these values: the engine's lint takes no values of its own. */
  LintResult lint(Path values, Path work) {
    Chart copy = copyTo(work);
    Path defaults = copy.directory.resolve("values.yaml");
    try {
      ObjectNode all = merged(tree(Files.readString(defaults)), tree(Files.readString(values)));
      YAML.writeValue(defaults.toFile(), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Helm(copy.directory).lint().strict().call();
  }

  /** A copy whose files a test may change. */
  Chart copyTo(Path work) {
    Path target = work.resolve(directory.getFileName());
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, target.resolve(directory.relativize(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Chart(target);
  }

  static ObjectNode tree(String yaml) {
    try {
      return (ObjectNode) YAML.readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Helm lays one values file over another: maps are merged, null takes a key away. */
  private static ObjectNode merged(ObjectNode under, ObjectNode over) {
    over.properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                under.remove(field.getKey());
              } else if (field.getValue() instanceof ObjectNode more
                  && under.get(field.getKey()) instanceof ObjectNode less) {
                merged(less, more);
              } else {
                under.set(field.getKey(), field.getValue());
              }
            });
    return under;
  }

  /** The lines of a file of the chart. */
  List<String> lines(String name) {
    try {
      return Files.readAllLines(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
