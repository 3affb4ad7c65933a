package io.lazaret.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.image.DecodeLimits;
import io.lazaret.core.image.ImageCodecs;
import io.lazaret.core.model.Backbone;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.model.djl.DjlBackbone;
import io.lazaret.core.wire.JsonText;
import io.lazaret.demo.BareAssessor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lazaret bench stream}: what Kafka costs on top of judging. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    description = {
      "Judges images through a broker and the app under exactly_once_v2, then without Kafka",
      "(decoding, views, network and detectors, with as many threads), then the network alone.",
      "Interleaved; medians of the rounds and of their ratios. The broker runs in this process",
      "and shares its processors."
    })
final class StreamBench implements Callable<Integer> {
  private static final double RATE = 0.01;
  private static final int LEAST_IMAGES = 100;

  /**
   * Fewer say little of a pipeline: what a batch has done when counting begins counts for nothing.
   */
  private static final int LEAST_BATCHES = 20;

  private static final int PREPARED = 256;

  @Mixin private StreamInput input;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "4000",
      description = "images of one round (default: ${DEFAULT-VALUE})")
  private int images;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "7",
      description = "how often (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "60000",
      description =
          "images that go first and do not count: Java compiles a broker and the app for about two"
              + " minutes (default: ${DEFAULT-VALUE})")
  private int warmUp;

  /**
   * What one way of judging did in one round.
   *
   * @param perSecond images a second on the clock
   * @param cpuMillis of all processors together for one image
   */
  private record Speed(double perSecond, double cpuMillis) {}

  private record Round(Speed stream, Speed assessor, Speed forward) {}

  @Override
  public Integer call() throws InterruptedException {
    if (images < LEAST_IMAGES || warmUp < LEAST_IMAGES || rounds < 1) {
      throw new RefusedException(
          "give at least --images and --warm-up " + LEAST_IMAGES + ", and --rounds 1");
    }
    input.measure(this::measure);
    return 0;
  }

  private byte[] measure(StreamPlan plan, Corpus corpus, Path work) throws InterruptedException {
    if (images < LEAST_BATCHES * plan.batchSize()) {
      throw new RefusedException(
          "--images "
              + images
              + ": must be "
              + LEAST_BATCHES
              + " times --batch-size or more, "
              + LEAST_BATCHES * plan.batchSize());
    }
    Bundle bundle = Bundle.read(plan.bundle());
    List<byte[]> files = repeated(corpus.entries().stream().map(corpus::bytes).toList(), images);
    List<Round> measured = new ArrayList<>();
    try (StreamRig rig = StreamRig.start(plan, corpus, work);
        Backbone backbone =
            DjlBackbone.load(
                bundle.architecture(), bundle.weights(), plan.engine(), plan.device());
        BundleAssessor assessor =
            BundleAssessor.open(plan.bundle(), plan.engine(), plan.device(), RATE);
        BareAssessor bare = new BareAssessor(assessor, plan.batchSize(), plan.decodeThreads())) {
      List<Prepared> prepared = prepared(corpus, assessor);
      Stages stages = new Stages(bundle, backbone, files.subList(0, Math.min(PREPARED, images)));
      System.err.println("warming up with " + warmUp + " images");
      rig.lane().backlog(warmUp);
      bare.judge(files);
      for (int round = 1; round <= rounds; round++) {
        Round now =
            new Round(
                stream(rig),
                timed(() -> bare.judge(files)),
                timed(() -> forward(backbone, prepared, plan.batchSize())));
        stages.measure();
        measured.add(now);
        say(round, now);
      }
      return report(plan, bundle.id(), assessor.device(), measured, stages);
    }
  }

  private Speed stream(StreamRig rig) {
    StreamRun run = rig.lane().backlog(images);
    return new Speed(run.perSecond(), run.cpuMillis());
  }

  private Speed timed(Runnable judging) {
    TimedPair.Seconds seconds = TimedPair.Seconds.of(judging);
    return new Speed(images / seconds.wall(), 1e3 * seconds.cpu() / images);
  }

  private void forward(Backbone backbone, List<Prepared> prepared, int batchSize) {
    for (int from = 0; from < images; from += batchSize) {
      List<Prepared> batch = new ArrayList<>();
      for (int i = from; i < Math.min(images, from + batchSize); i++) {
        batch.add(prepared.get(i % prepared.size()));
      }
      backbone.run(batch);
    }
  }

  private static List<Prepared> prepared(Corpus corpus, BundleAssessor assessor) {
    return corpus.entries().stream()
        .limit(PREPARED)
        .map(
            entry ->
                ImageCodecs.decode(corpus.bytes(entry), Optional.empty(), DecodeLimits.DEFAULT)
                    .fold(
                        assessor::prepare,
                        malformed -> {
                          throw new RefusedException(entry.file() + ": " + malformed.detail());
                        }))
        .toList();
  }

  private static <T> List<T> repeated(List<T> values, int count) {
    return IntStream.range(0, count).mapToObj(i -> values.get(i % values.size())).toList();
  }

  private void say(int round, Round now) {
    System.err.printf(
        Locale.ROOT,
        "round %d of %d: stream %.1f, assessor %.1f, forward %.1f images/s%n",
        round,
        rounds,
        now.stream.perSecond,
        now.assessor.perSecond,
        now.forward.perSecond);
  }

  private byte[] report(
      StreamPlan plan, String bundle, String device, List<Round> measured, Stages stages) {
    ObjectNode json =
        JsonText.object().put("benchmark", "stream").put("bundle", bundle).put("device", device);
    plan.describe(json);
    json.put("images", images).put("warmUp", warmUp).put("rounds", rounds);
    json.put("streamOverAssessor", ratio(measured, Round::assessor, Speed::perSecond))
        .put("streamOverForward", ratio(measured, Round::forward, Speed::perSecond))
        .put("streamImagesPerSecond", median(measured, Round::stream, Speed::perSecond))
        .put("assessorImagesPerSecond", median(measured, Round::assessor, Speed::perSecond))
        .put("forwardImagesPerSecond", median(measured, Round::forward, Speed::perSecond));
    json.putObject("cpuMillisOfAnImage")
        .put("stream", Medians.hundredths(values(measured, Round::stream, Speed::cpuMillis)))
        .put("assessor", Medians.hundredths(values(measured, Round::assessor, Speed::cpuMillis)))
        .put("forward", Medians.hundredths(values(measured, Round::forward, Speed::cpuMillis)));
    ObjectNode micros = json.putObject("cpuMicrosOfAnImage");
    stages.report(micros);
    micros.put("forward", micros(measured, Round::forward)).put("kafka", kafka(measured));
    ArrayNode rows = json.putArray("measured");
    for (Round round : measured) {
      rows.addObject()
          .put("streamImagesPerSecond", tenths(round.stream.perSecond))
          .put("assessorImagesPerSecond", tenths(round.assessor.perSecond))
          .put("forwardImagesPerSecond", tenths(round.forward.perSecond));
    }
    return JsonText.pretty(json);
  }

  private static double tenths(double value) {
    return Math.round(10 * value) / 10.0;
  }

  private static long micros(List<Round> rounds, Function<Round, Speed> way) {
    return Math.round(1e3 * Medians.hundredths(values(rounds, way, Speed::cpuMillis)));
  }

  /** What the stream spends more than the assessor: clients, broker and the app around it. */
  private static long kafka(List<Round> rounds) {
    double[] more =
        rounds.stream()
            .mapToDouble(round -> round.stream.cpuMillis - round.assessor.cpuMillis)
            .toArray();
    return Math.round(1e3 * Medians.hundredths(more));
  }

  private static double ratio(
      List<Round> rounds, Function<Round, Speed> than, ToDoubleFunction<Speed> of) {
    return Medians.hundredths(
        rounds.stream()
            .mapToDouble(
                round -> of.applyAsDouble(round.stream) / of.applyAsDouble(than.apply(round)))
            .toArray());
  }

  private static double median(
      List<Round> rounds, Function<Round, Speed> way, ToDoubleFunction<Speed> of) {
    return Medians.of(values(rounds, way, of));
  }

  private static double[] values(
      List<Round> rounds, Function<Round, Speed> way, ToDoubleFunction<Speed> of) {
    return rounds.stream().map(way).mapToDouble(of).toArray();
  }
}
