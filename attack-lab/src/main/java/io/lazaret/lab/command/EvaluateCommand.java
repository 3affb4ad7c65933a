package io.lazaret.lab.command;

import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.CorpusEntry;
import io.lazaret.core.corpus.OfflineVerdict;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.model.Engine;
import io.lazaret.lab.study.OfflineAssessment;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lazaret lab evaluate}: a bundle on a corpus, without a stream. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Judges a corpus with a bundle, offline; counts what was caught and what was not, of all",
      "attacked images and of those that the network misreads."
    })
final class EvaluateCommand implements Callable<Integer> {
  @Option(names = "--bundle", required = true, paramLabel = "DIR", description = "who judges")
  private Path bundle;

  @Option(names = "--corpus", required = true, paramLabel = "DIR", description = "what is judged")
  private Path corpus;

  @Option(
      names = "--false-positive-rate",
      defaultValue = "0.01",
      paramLabel = "RATE",
      description = "asked rate, between 0 and 1 (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, gpu or gpu:N (default: ${DEFAULT-VALUE})")
  private String device;

  @Option(
      names = "--engine",
      defaultValue = "pytorch",
      description = "pytorch or onnxruntime (default: ${DEFAULT-VALUE})")
  private Engine engine;

  @Option(names = "--write-verdicts", description = "write verdicts.jsonl beside the corpus")
  private boolean writeVerdicts;

  /** Images of one kind, and how many of them are suspect. */
  private static final class Count {
    private int images;
    private int suspects;
  }

  @Override
  public Integer call() {
    Corpus read = Corpus.read(corpus);
    try (BundleAssessor assessor = BundleAssessor.open(bundle, engine, device, rate)) {
      List<OfflineVerdict> verdicts = OfflineAssessment.of(read, assessor);
      if (writeVerdicts) {
        OfflineVerdict.write(corpus, verdicts);
      }
      print(read.entries(), verdicts);
    }
    return 0;
  }

  private static void print(List<CorpusEntry> entries, List<OfflineVerdict> verdicts) {
    Map<String, Count> counts = new TreeMap<>();
    for (int i = 0; i < entries.size(); i++) {
      CorpusEntry entry = entries.get(i);
      boolean suspect = verdicts.get(i).outcome() == Verdict.Outcome.SUSPECT;
      count(counts, kind(entry), suspect);
      if (entry.successful().orElse(false)) {
        count(counts, kind(entry) + ", misread", suspect);
      }
    }
    System.out.printf(Locale.ROOT, "%-36s %8s %8s %8s%n", "images", "n", "suspect", "share");
    counts.forEach(
        (kind, count) ->
            System.out.printf(
                Locale.ROOT,
                "%-36s %8d %8d %7.2f%%%n",
                kind,
                count.images,
                count.suspects,
                100.0 * count.suspects / count.images));
  }

  private static void count(Map<String, Count> counts, String kind, boolean suspect) {
    Count count = counts.computeIfAbsent(kind, of -> new Count());
    count.images++;
    count.suspects += suspect ? 1 : 0;
  }

  private static String kind(CorpusEntry entry) {
    return entry
        .attack()
        .map(
            attack ->
                String.format(
                    Locale.ROOT, "%s at %.1f/255", attack, 255 * entry.epsilon().orElseThrow()))
        .orElse(entry.harmless().orElse("clean"));
  }
}
