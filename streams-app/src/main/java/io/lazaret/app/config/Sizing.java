package io.lazaret.app.config;

import io.lazaret.app.topology.RecordLimits;
import io.lazaret.core.RefusedException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How many records may be in memory, and what all of it takes at worst. Kafka Streams has no byte
 * limit of its own: each partition holds up to its buffer and one more poll, of the largest record.
 *
 * @param bufferedRecords a partition with more is not fetched from
 * @param polledRecords the most records of one poll
 * @param fetchBytes the most bytes of one fetch, one record more at worst
 * @param terms the worst case, item by item
 */
public record Sizing(int bufferedRecords, int polledRecords, int fetchBytes, List<Term> terms) {
  /** Records of each partition in memory that keep the device busy, in batches. */
  private static final int WANTED_BATCHES = 3;

  /** Records are taken for as long as the sum stays below this share of the heap. */
  private static final int FILLED_PERCENT = 90;

  /** One buffered and one polled. */
  private static final int LEAST_RECORDS = 2;

  private static final int LEAST_FETCH_BYTES = 8 << 20;

  /** Three channels of two bytes, once with the decoder and once as pixels. */
  private static final int DECODING_BYTES_PER_PIXEL = 12;

  /** Classes, threads, metrics, the engine's own. */
  private static final long PROGRAM_BYTES = 128L << 20;

  /**
   * One item of the sum.
   *
   * @param name in words
   * @param bytes at worst
   */
  public record Term(String name, long bytes) {}

  /**
   * Chooses as many records as are wanted, or as fit.
   *
   * @param partitions of the incoming topic; one process may have to take all of them
   * @param preparedBytes of the largest decoded image, ready for its network
   * @param heapBytes the most that the heap may grow to
   */
  public static Sizing of(AppConfig config, int partitions, long preparedBytes, long heapBytes) {
    RecordLimits limits = config.limits().recordLimits();
    int fetchBytes =
        (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_FETCH_BYTES, 2L * limits.incomingBytes()));
    long threads = config.kafka().streamThreads();
    Term fetch = new Term("fetches", threads * (fetchBytes + (long) limits.incomingBytes()));
    Term send = new Term("sends", threads * StreamsSettings.sendBuffer(limits));
    Term decoding =
        new Term(
            "decoding",
            config.scorer().decodeThreads() * config.limits().pixels() * DECODING_BYTES_PER_PIXEL);
    Term decoded =
        new Term(
            "decoded images",
            (config.scorer().decodedImages() + config.scorer().batchSize()) * preparedBytes);
    Term objects =
        new Term(
            "fetched objects",
            config.objects().any()
                ? (long) config.objects().threads() * config.objects().bytes()
                : 0);
    Term program = new Term("the program", PROGRAM_BYTES);
    long left =
        heapBytes / 100 * FILLED_PERCENT
            - List.of(fetch, send, decoding, decoded, objects, program).stream()
                .mapToLong(Term::bytes)
                .sum();
    long fit = left / ((long) partitions * limits.incomingBytes());
    int wanted = WANTED_BATCHES * config.scorer().batchSize();
    int perPartition = (int) Math.max(LEAST_RECORDS, Math.min(wanted, fit));
    int buffered = Math.max(1, perPartition / 3);
    Term records = new Term("records", (long) perPartition * partitions * limits.incomingBytes());
    return new Sizing(
        buffered,
        perPartition - buffered,
        fetchBytes,
        List.of(records, fetch, send, decoding, decoded, objects, program));
  }

  /** The worst case in bytes. */
  public long bytes() {
    return terms.stream().mapToLong(Term::bytes).sum();
  }

  /** The most records of all partitions in memory. */
  public int records(int partitions) {
    return Math.multiplyExact(bufferedRecords + polledRecords, partitions);
  }

  /**
   * Refuses to start what may not fit.
   *
   * @throws RefusedException with the sum, when it exceeds the heap
   */
  public void requireFits(long heapBytes) {
    if (bytes() > heapBytes) {
      throw new RefusedException(
          "the heap of "
              + mebibytes(heapBytes)
              + " is too small for "
              + mebibytes(bytes())
              + " at worst = "
              + terms.stream()
                  .map(term -> term.name() + " " + mebibytes(term.bytes()))
                  .collect(Collectors.joining(" + "))
              + "; give more heap (-Xmx), or lower limits.imageBytes, limits.pixels,"
              + " objects.threads, objects.bytes, scorer.decodedImages, scorer.decodeThreads or kafka.streamThreads");
    }
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%d MiB", (bytes + (1 << 20) - 1) >> 20);
  }
}
