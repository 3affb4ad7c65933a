package io.lazaret.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.wire.JsonText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lazaret bench growth}: what more partitions, instances and pixels do to the rate. */
@Command(
    name = "growth",
    mixinStandardHelpOptions = true,
    description = {
      "Images a second through a broker and the app with 1, 2 and 4 partitions and 1 and 2 instances",
      "of the app, and with images of 96 to 4096 pixels a side. In turns; medians of the rounds. All",
      "instances share this machine's processors."
    })
final class GrowthBench implements Callable<Integer> {
  private static final int LEAST_IMAGES = 100;
  private static final List<Integer> PARTITIONS = List.of(1, 2, 4);
  private static final List<Integer> INSTANCES = List.of(1, 2);
  private static final List<Integer> SIZES = List.of(96, 256, 512, 1024, 2048, 4096);

  /** Of the largest images, which are noisy and compress badly. */
  private static final int LARGEST_BYTES = 20_000_000;

  /** What goes through in one turn is so many pixels at most, so that large images are few. */
  private static final double PIXELS_OF_A_TURN = 5e8;

  @Mixin private StreamInput input;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "2000",
      description = "images of one turn, fewer of large ones (default: ${DEFAULT-VALUE})")
  private int images;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "how often (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "30000",
      description = "images that go first and do not count (default: ${DEFAULT-VALUE})")
  private int warmUp;

  private record Shape(int partitions, int instances) {}

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
    try (StreamRig rig = StreamRig.start(plan, corpus, work.resolve("warm-up"))) {
      System.err.println("warming up with " + warmUp + " images");
      rig.lane().backlog(warmUp);
    }
    Map<Shape, List<Double>> shapes = new LinkedHashMap<>();
    Map<Integer, Corpus> corpora = new LinkedHashMap<>();
    Map<Integer, List<Double>> sizes = new LinkedHashMap<>();
    for (int size : SIZES) {
      corpora.put(size, SizedCorpus.write(plan.bundle(), size, work.resolve("images-" + size)));
    }
    for (int round = 1; round <= rounds; round++) {
      Path place = work.resolve("round-" + round);
      for (int partitions : PARTITIONS) {
        for (int instances : INSTANCES) {
          String name = partitions + " partitions, " + instances + " instances";
          double rate =
              turn(
                  plan.with(partitions, instances),
                  corpus,
                  images,
                  place.resolve("shape-" + partitions + "-" + instances),
                  name);
          shapes
              .computeIfAbsent(new Shape(partitions, instances), shape -> new ArrayList<>())
              .add(rate);
        }
      }
      for (int size : SIZES) {
        int few = (int) Math.max(24, Math.min(images, PIXELS_OF_A_TURN / size / size));
        StreamPlan sized = plan.withImagesOf(LARGEST_BYTES);
        String name = size + " pixels a side";
        sizes
            .computeIfAbsent(size, same -> new ArrayList<>())
            .add(turn(sized, Required.of(corpora, size), few, place.resolve("size-" + size), name));
      }
      System.err.println("round " + round + " of " + rounds + " done");
    }
    return report(plan, shapes, sizes, corpora);
  }

  private static double turn(StreamPlan plan, Corpus corpus, int images, Path work, String name)
      throws InterruptedException {
    try (StreamRig rig = StreamRig.start(plan, corpus, work)) {
      rig.lane().backlog(Math.max(24, images / 4));
      double rate = rig.lane().backlog(images).perSecond();
      System.err.printf(Locale.ROOT, "%s: %.1f images/s%n", name, rate);
      return rate;
    }
  }

  private byte[] report(
      StreamPlan plan,
      Map<Shape, List<Double>> shapes,
      Map<Integer, List<Double>> sizes,
      Map<Integer, Corpus> corpora) {
    ObjectNode json =
        JsonText.object().put("benchmark", "growth").put("bundle", Bundle.read(plan.bundle()).id());
    plan.describe(json);
    json.put("images", images).put("warmUp", warmUp).put("rounds", rounds);
    ArrayNode byShape = json.putArray("partitionsAndInstances");
    shapes.forEach(
        (shape, rates) ->
            byShape
                .addObject()
                .put("partitions", shape.partitions)
                .put("instances", shape.instances)
                .put("imagesPerSecond", Medians.of(rates)));
    ArrayNode bySize = json.putArray("imageSizes");
    sizes.forEach(
        (size, rates) ->
            bySize
                .addObject()
                .put("pixelsASide", size)
                .put("bytes", SizedCorpus.bytes(Required.of(corpora, size)))
                .put("imagesPerSecond", Medians.of(rates))
                .put(
                    "millisPerImage", Medians.of(rates.stream().map(rate -> 1e3 / rate).toList())));
    return JsonText.pretty(json);
  }
}
