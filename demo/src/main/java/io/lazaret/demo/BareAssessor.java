package io.lazaret.demo;

import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.corpus.CorpusEntry;
import io.lazaret.core.corpus.OfflineVerdict;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.DecodeLimits;
import io.lazaret.core.image.ImageCodecs;
import io.lazaret.core.model.Prepared;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What the stream is measured against: the same decoding, views, network and detectors over the
 * same files, with a decode pool ahead of the device as in the app, and no Kafka.
 */
public final class BareAssessor implements AutoCloseable {
  private final Assessor assessor;
  private final int batchSize;
  private final ExecutorService decoders;

  /**
   * @param decodeThreads as the app's {@code scorer.decodeThreads}
   */
  public BareAssessor(Assessor assessor, int batchSize, int decodeThreads) {
    this.assessor = assessor;
    this.batchSize = batchSize;
    this.decoders = Executors.newFixedThreadPool(decodeThreads);
  }

  /** The verdict on every image of a corpus, in its order. */
  public List<OfflineVerdict> verdicts(Corpus corpus) {
    List<byte[]> files = files(corpus);
    Map<CorpusEntry, Verdict> verdicts = new LinkedHashMap<>();
    List<Verdict> judged = judge(files);
    for (int i = 0; i < judged.size(); i++) {
      verdicts.put(corpus.entries().get(i), judged.get(i));
    }
    return verdicts.entrySet().stream()
        .map(entry -> OfflineVerdict.of(entry.getKey().id(), entry.getValue()))
        .toList();
  }

  /**
   * Images a second, over the corpus again and again.
   *
   * @param seconds the least time to measure
   */
  public double imagesPerSecond(Corpus corpus, double seconds) {
    List<byte[]> files = files(corpus);
    judge(files.subList(0, Math.min(files.size(), 4 * batchSize))); // compiles what is hot
    long start = System.nanoTime();
    long images = 0;
    double elapsed;
    do {
      images += judge(files).size();
      elapsed = (System.nanoTime() - start) / 1e9;
    } while (elapsed < seconds);
    return images / elapsed;
  }

  private static List<byte[]> files(Corpus corpus) {
    return corpus.entries().stream().map(corpus::bytes).toList();
  }

  /** The verdict on each file; decodes one batch ahead of the one that is judged. */
  public List<Verdict> judge(List<byte[]> files) {
    List<Verdict> verdicts = new ArrayList<>(files.size());
    List<Future<Prepared>> ahead = decode(files, 0);
    for (int from = 0; from < files.size(); from += batchSize) {
      List<Future<Prepared>> now = ahead;
      ahead = decode(files, from + batchSize);
      verdicts.addAll(assessor.assess(now.stream().map(BareAssessor::get).toList()));
    }
    return verdicts;
  }

  private List<Future<Prepared>> decode(List<byte[]> files, int from) {
    return files
        .subList(Math.min(files.size(), from), Math.min(files.size(), from + batchSize))
        .stream()
        .map(file -> decoders.submit(() -> prepare(file)))
        .toList();
  }

  private Prepared prepare(byte[] file) {
    return ImageCodecs.decode(file, Optional.empty(), DecodeLimits.DEFAULT)
        .fold(
            assessor::prepare,
            malformed -> {
              throw new IllegalStateException("corpus image: " + malformed.detail());
            });
  }

  private static Prepared get(Future<Prepared> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while decoding", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    decoders.shutdownNow();
  }
}
