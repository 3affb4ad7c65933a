package io.lazaret.lab.study;

import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.CorpusEntry;
import io.lazaret.core.corpus.OfflineVerdict;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.DecodeLimits;
import io.lazaret.core.image.ImageCodecs;
import io.lazaret.core.image.Malformed;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Prepared;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges the files of a corpus without a stream. */
public final class OfflineAssessment {
  private static final int BATCH = 16;

  private OfflineAssessment() {}

  /** A verdict for every image of a corpus, in its order. */
  public static List<OfflineVerdict> of(Corpus corpus, Assessor assessor) {
    List<OfflineVerdict> verdicts = new ArrayList<>();
    List<CorpusEntry> entries = corpus.entries();
    for (int from = 0; from < entries.size(); from += BATCH) {
      List<CorpusEntry> batch = entries.subList(from, Math.min(entries.size(), from + BATCH));
      List<Prepared> prepared =
          batch.parallelStream().map(entry -> prepare(corpus, entry, assessor)).toList();
      List<Verdict> judged = assessor.assess(prepared);
      for (int i = 0; i < batch.size(); i++) {
        verdicts.add(OfflineVerdict.of(batch.get(i).id(), judged.get(i)));
      }
    }
    return verdicts;
  }

  private static Prepared prepare(Corpus corpus, CorpusEntry entry, Assessor assessor) {
    Pixels pixels =
        ImageCodecs.decode(corpus.bytes(entry), Optional.empty(), DecodeLimits.DEFAULT)
            .fold(found -> found, OfflineAssessment::refuse);
    return assessor.prepare(pixels);
  }

  private static Pixels refuse(Malformed malformed) {
    throw new io.lazaret.core.RefusedException("corpus image: " + malformed.detail());
  }
}
