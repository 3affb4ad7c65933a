package io.lazaret.lab.study;

import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.CorpusDescription;
import io.lazaret.core.corpus.CorpusEntry;
import io.lazaret.core.corpus.CorpusWriter;
import io.lazaret.core.corpus.OfflineVerdict;
import io.lazaret.lab.data.Dataset;
import io.lazaret.lab.data.ImageFiles;
import io.lazaret.lab.data.Sample;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the test images, clean and attacked, as files of the same size, container and encoder
 * settings, so that nothing but the attack tells them apart; and beside them the verdicts that the
 * bundle gives without a stream.
 */
final class CorpusMaker {
  private final Recipe recipe;
  private final Dataset dataset;
  private final String device;

  CorpusMaker(Recipe recipe, Dataset dataset, String device) {
    this.recipe = recipe;
    this.dataset = dataset;
    this.device = device;
  }

  void write(Path directory, Path bundle, List<Sample> clean, List<AttackedSet> sets) {
    try (CorpusWriter writer = new CorpusWriter(directory, description())) {
      for (Sample sample : clean) {
        add(writer, sample);
      }
      for (AttackedSet set : sets) {
        if (set.target() == AttackedSet.Target.FEED) {
          continue; // of another size than the clean images
        }
        for (int i = 0; i < set.attacked().size(); i++) {
          add(writer, set, i);
        }
      }
      Corpus corpus = writer.complete();
      try (BundleAssessor assessor =
          BundleAssessor.open(bundle, device, recipe.falsePositiveRate())) {
        OfflineVerdict.write(directory, OfflineAssessment.of(corpus, assessor));
      }
    }
  }

  private CorpusDescription description() {
    var geometry = recipe.image().preprocessing().geometry();
    return new CorpusDescription(
        recipe.name(),
        dataset.modality(),
        "image/png",
        geometry.width(),
        geometry.height(),
        geometry.channels(),
        Map.of(
            "dataset",
            dataset.name(),
            "dataHash",
            dataset.hash(),
            "seed",
            "" + recipe.seeds().get(0)));
  }

  private void add(CorpusWriter writer, Sample sample) {
    byte[] png = ImageFiles.png(sample.image());
    writer.add(
        CorpusEntry.clean(
            "images/" + sample.id() + ".png",
            sample.id(),
            png,
            sample.label(),
            Optional.of(dataset.classes().get(sample.label())),
            sample.group()),
        png);
  }

  private void add(CorpusWriter writer, AttackedSet set, int index) {
    Sample sample = set.originals().get(index);
    String id = String.format(Locale.ROOT, "%s-%s-%s", sample.id(), set.attack(), set.levels());
    byte[] png = ImageFiles.png(set.attacked().get(index));
    CorpusEntry clean =
        CorpusEntry.clean(
            "images/" + id + ".png",
            id,
            png,
            sample.label(),
            Optional.of(dataset.classes().get(sample.label())),
            sample.group());
    writer.add(
        clean.attacked(
            clean.file(), id, png, set.attack(), set.epsilon(), set.successful().get(index)),
        png);
  }
}
