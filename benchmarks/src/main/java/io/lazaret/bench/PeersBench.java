package io.lazaret.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.app.TopicPlan;
import io.lazaret.app.topology.Topics;
import io.lazaret.core.RefusedException;
import io.lazaret.core.Required;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.corpus.Corpus;
import io.lazaret.core.wire.JsonText;
import io.lazaret.core.wire.SourcePosition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lazaret bench peers}: the stream against what one would write without it. */
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    description = {
      "Judges images through one broker by the app and by the programs in benchmarks/peers:",
      "consumers in Python and in Java with the same network and the same views. In turns;",
      "medians of the rounds and of their ratios. All share this machine's processors."
    })
final class PeersBench implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LEAST_IMAGES = 100;
  private static final String LAZARET = "lazaret";

  @Mixin private StreamInput input;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      defaultValue = "python3",
      description = "a Python with torch, PIL and confluent_kafka (default: ${DEFAULT-VALUE})")
  private String python;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "2000",
      description = "images of one turn (default: ${DEFAULT-VALUE})")
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
      defaultValue = "40000",
      description =
          "images that go through the app first and do not count; a tenth as many go through each"
              + " of the others (default: ${DEFAULT-VALUE})")
  private int warmUp;

  /** Somebody who judges what comes on a lane of its own. */
  private record Contender(Optional<PeerProcess> process, Lane lane) {
    /** Ends a peer; the app's lane belongs to its rig. */
    void close() {
      process.ifPresent(
          peer -> {
            peer.close();
            lane.close();
          });
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    if (images < LEAST_IMAGES || warmUp < 10 * LEAST_IMAGES || rounds < 1) {
      throw new RefusedException(
          "give at least --images %d, --warm-up %d and --rounds 1"
              .formatted(LEAST_IMAGES, 10 * LEAST_IMAGES));
    }
    input.measure(this::measure);
    return 0;
  }

  private byte[] measure(StreamPlan plan, Corpus corpus, Path work) throws InterruptedException {
    Map<String, Contender> contenders = new LinkedHashMap<>();
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    try (StreamRig rig = StreamRig.start(plan, corpus, work)) {
      contenders.put(LAZARET, new Contender(Optional.empty(), rig.lane()));
      Peers peers = new Peers(rig, plan, corpus, work);
      contenders.put("pythonBatched", peers.python("python-batched", plan.batchSize()));
      contenders.put("pythonOneByOne", peers.python("python-one", 1));
      contenders.put("javaOneByOne", peers.java("java-one"));
      contenders.forEach(
          (name, contender) -> {
            System.err.println("warming up " + name);
            contender.lane().backlog(name.equals(LAZARET) ? warmUp : warmUp / 10);
            rates.put(name, new ArrayList<>());
          });
      for (int round = 1; round <= rounds; round++) {
        for (Map.Entry<String, Contender> each : contenders.entrySet()) {
          double rate = each.getValue().lane().backlog(images).perSecond();
          Required.of(rates, each.getKey()).add(rate);
          System.err.printf(
              Locale.ROOT,
              "round %d of %d: %s %.0f images/s%n",
              round,
              rounds,
              each.getKey(),
              rate);
        }
      }
    } finally {
      contenders.values().forEach(Contender::close);
    }
    return report(plan, rates);
  }

  /** Starts peers, each with topics of its own. */
  private final class Peers {
    private final StreamRig rig;
    private final StreamPlan plan;
    private final Corpus corpus;
    private final Path work;

    Peers(StreamRig rig, StreamPlan plan, Corpus corpus, Path work) {
      this.rig = rig;
      this.plan = plan;
      this.corpus = corpus;
      this.work = work;
    }

    Contender python(String name, int batchSize) {
      return start(name, List.of(python), "consumer.py", List.of(Integer.toString(batchSize)));
    }

    Contender java(String name) {
      String java = ProcessHandle.current().info().command().orElse("java");
      List<String> interpreter =
          List.of(
              java,
              "-Dai.djl.offline=true",
              "-Dlogback.configurationFile=logback-demo.xml",
              "-cp",
              System.getProperty("java.class.path"));
      return start(name, interpreter, "PlainConsumer.java", List.of());
    }

    private Contender start(
        String name, List<String> interpreter, String program, List<String> more) {
      Topics topics =
          new Topics(
              name + ".incoming",
              name + ".passed",
              name + ".held",
              name + ".rejected",
              name + ".verdicts");
      new TopicPlan(
              topics,
              Optional.empty(),
              Optional.empty(),
              rig.config().limits().recordLimits(),
              plan.partitions(),
              Optional.empty())
          .create(rig.config().kafka());
      String bootstrap = rig.config().kafka().bootstrapServers();
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  plan.bundle().toString(),
                  bootstrap,
                  topics.incoming(),
                  topics.cleared(),
                  topics.quarantined(),
                  topics.verdicts()));
      arguments.addAll(more);
      PeerProcess process =
          PeerProcess.start(interpreter, program, work.resolve(name + ".log"), arguments);
      Function<byte[], SourcePosition> source = verdict -> source(topics.incoming(), verdict);
      return new Contender(
          Optional.of(process),
          new Lane(corpus, bootstrap, topics.incoming(), topics.verdicts(), source));
    }
  }

  private static SourcePosition source(String incoming, byte[] verdict) {
    try {
      JsonNode json = JSON.readTree(verdict);
      return new SourcePosition(
          incoming, json.path("partition").asInt(-1), json.path("offset").asLong(-1));
    } catch (IOException e) {
      throw new IllegalStateException("a peer's verdict is no JSON", e);
    }
  }

  private byte[] report(StreamPlan plan, Map<String, List<Double>> rates) {
    ObjectNode json =
        JsonText.object().put("benchmark", "peers").put("bundle", Bundle.read(plan.bundle()).id());
    plan.describe(json);
    json.put("images", images).put("warmUp", warmUp).put("rounds", rounds);
    List<Double> ours = Required.of(rates, LAZARET);
    json.put("lazaretImagesPerSecond", Medians.of(ours));
    ObjectNode peers = json.putObject("peers");
    rates.forEach(
        (name, theirs) -> {
          if (!name.equals(LAZARET)) {
            double[] ratios = new double[rounds];
            for (int i = 0; i < rounds; i++) {
              ratios[i] = ours.get(i) / theirs.get(i);
            }
            peers
                .putObject(name)
                .put("imagesPerSecond", Medians.of(theirs))
                .put("lazaretOverThis", Medians.hundredths(ratios));
          }
        });
    ObjectNode measured = json.putObject("measured");
    rates.forEach(
        (name, each) -> {
          ArrayNode row = measured.putArray(name);
          each.forEach(rate -> row.add(Math.round(rate)));
        });
    return JsonText.pretty(json);
  }
}
