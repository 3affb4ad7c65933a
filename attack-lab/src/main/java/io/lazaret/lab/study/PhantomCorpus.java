package io.lazaret.lab.study;

import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleManifest;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.CorpusDescription;
import io.lazaret.core.corpus.CorpusEntry;
import io.lazaret.core.corpus.CorpusWriter;
import io.lazaret.core.model.Geometry;
import io.lazaret.lab.attack.Attack;
import io.lazaret.lab.attack.Attacks;
import io.lazaret.lab.data.ImageFiles;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Specimen;
import io.lazaret.lab.djl.DjlWhiteBox;
import io.lazaret.lab.phantom.PhantomKind;
import io.lazaret.lab.phantom.PhantomKinds;
import io.lazaret.lab.phantom.Phantoms;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * A corpus of fresh phantoms for the network of a bundle: no phantom of it was ever seen when the
 * bundle was made, as long as the seed is another one. Attacked images are drawn among those that
 * the network reads correctly.
 */
public final class PhantomCorpus {
  private static final int CHUNK = 64;

  private final Bundle bundle;
  private final PhantomKind kind;
  private final int images;
  private final double attackedShare;
  private final Attack attack;
  private final double levels;
  private final long seed;
  private final String device;

  /**
   * @param bundle whose network reads phantoms of some kind
   * @param images how many images the corpus will hold, at least 1
   * @param attackedShare which share of them is attacked, 0 to 1
   * @param attack name of the attack
   * @param levels the largest change in levels of 255
   * @param seed the source of all randomness
   */
  public PhantomCorpus(
      Path bundle,
      int images,
      double attackedShare,
      String attack,
      double levels,
      long seed,
      String device) {
    this.bundle = Bundle.read(bundle);
    this.kind = kind(bundle, this.bundle.manifest());
    if (images < 1 || !(attackedShare >= 0 && attackedShare <= 1)) {
      throw new RefusedException(
          "a corpus needs at least one image and a share of attacked ones from 0 to 1");
    }
    this.images = images;
    this.attackedShare = attackedShare;
    if (!(levels > 0 && levels <= 255)) {
      throw new RefusedException("the size of the attack must be above 0 and at most 255 levels");
    }
    this.attack = Attacks.named(attack);
    this.attack.checkClasses(this.bundle.manifest().classes().size());
    this.levels = levels;
    this.seed = seed;
    this.device = device;
  }

  private static PhantomKind kind(Path bundle, BundleManifest manifest) {
    return PhantomKinds.serving(manifest.modality(), manifest.classes())
        .orElseThrow(
            () ->
                new RefusedException(
                    bundle
                        + ": no phantoms are of '"
                        + manifest.modality()
                        + "' with the classes "
                        + String.join(", ", manifest.classes())
                        + "; give a corpus of real images instead"));
  }

  /**
   * Writes the corpus.
   *
   * @param directory must be new
   * @param done told the number of images written
   */
  public Corpus write(Path directory, IntConsumer done) {
    Geometry geometry = bundle.preprocessing().geometry();
    // Phantoms of the bundle itself come from small seeds of the same family: keep away from them.
    Phantoms phantoms =
        new Phantoms(kind, classes(), 2 * geometry.width(), seed * 7919 + 1_000_003);
    SplittableRandom lots = new SplittableRandom(seed);
    int written = 0;
    try (DjlWhiteBox network = DjlWhiteBox.load(bundle.architecture(), bundle.weights(), device);
        CorpusWriter writer = new CorpusWriter(directory, description(geometry))) {
      Attacker attacker = new Attacker(network, seed);
      for (int first = 0; written < images; first += CHUNK) {
        List<Sample> chunk = chunk(phantoms, first, Math.min(CHUNK, images - written));
        List<Sample> chosen =
            chunk.stream().filter(sample -> lots.nextDouble() < attackedShare).toList();
        List<Sample> victims = chosen.isEmpty() ? chosen : attacker.correct(chosen);
        AttackedSet set =
            victims.isEmpty() ? null : attacker.attack(attack, levels, victims, finished -> {});
        for (Sample sample : chunk) {
          int index = victims.indexOf(sample);
          if (set != null && index >= 0) {
            add(writer, set, index);
          } else {
            add(writer, sample);
          }
          done.accept(++written);
        }
      }
      return writer.complete();
    }
  }

  private int classes() {
    return bundle.manifest().classes().size();
  }

  private List<Sample> chunk(Phantoms phantoms, int first, int count) {
    List<Specimen> specimens = phantoms.dataset(first + count).specimens();
    return Sample.of(specimens.subList(first, first + count), bundle.preprocessing());
  }

  private CorpusDescription description(Geometry geometry) {
    return new CorpusDescription(
        "phantoms-" + seed,
        kind.modality(),
        "image/png",
        geometry.width(),
        geometry.height(),
        geometry.channels(),
        Map.of("bundle", bundle.id(), "seed", "" + seed, "attack", attack.name()));
  }

  private void add(CorpusWriter writer, Sample sample) {
    byte[] png = ImageFiles.png(sample.image());
    writer.add(entry(sample, png), png);
  }

  private void add(CorpusWriter writer, AttackedSet set, int index) {
    byte[] png = ImageFiles.png(set.attacked().get(index));
    CorpusEntry entry = entry(set.originals().get(index), png);
    writer.add(
        entry.attacked(
            entry.file(),
            entry.id(),
            png,
            set.attack(),
            set.epsilon(),
            set.successful().get(index)),
        png);
  }

  private CorpusEntry entry(Sample sample, byte[] png) {
    return CorpusEntry.clean(
        "images/" + sample.id() + ".png",
        sample.id(),
        png,
        sample.label(),
        Optional.of(kind.classes().get(sample.label())),
        sample.group());
  }
}
