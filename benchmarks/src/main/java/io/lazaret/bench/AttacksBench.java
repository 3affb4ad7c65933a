package io.lazaret.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lazaret.bench.TimedPair.Seconds;
import io.lazaret.core.IoReason;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.wire.JsonText;
import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.GradientDescent;
import io.lazaret.lab.attack.Loss;
import io.lazaret.lab.attack.ThreatModel;
import io.lazaret.lab.djl.DjlWhiteBox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lazaret bench attacks}: PGD here and in PyTorch, side by side; memory over many steps. */
@Command(
    name = "attacks",
    mixinStandardHelpOptions = true,
    description = {
      "Times PGD on a bundle's network against the same loop in Python's PyTorch: same weights,",
      "images, steps and threads, in turns; then records memory over many steps.",
      "OMP_NUM_THREADS sets the threads of both."
    })
final class AttacksBench implements Callable<Integer> {
  private static final int IMAGES = 32;

  private static final int STEPS = 20;

  private static final int IMAGE_STEPS = IMAGES * STEPS;
  private static final ThreatModel THREAT = ThreatModel.linfLevels(1);

  /** Of epsilon, as PGD has it; from the image itself, since the two draw different numbers. */
  private static final double RELATIVE_STEP = 0.1;

  private static final GradientDescent ATTACK = attack(STEPS);

  /**
   * The share of samples that the first step may leave apart. Two builds of PyTorch differ in the
   * last digits, and where a gradient is nearly zero the step may go the other way. Steps that
   * follow carry such differences on: after 20 on a ResNet-18, PyTorch in 32 bits and in 64 leave a
   * quarter of the samples apart, and the losses equal to 1 in 10,000.
   */
  private static final double ALLOWED_SHARE = 0.001;

  /** How far apart, relatively, all steps may leave the loss that they raise. */
  private static final double ALLOWED_LOSS = 0.01;

  /** Images of a step of the memory's curve: what leaks, leaks with the call. */
  private static final int MEMORY_IMAGES = 4;

  private static final int POINTS = 20;

  /** Pairs that nobody times, until the JVM has compiled the loop. */
  private static final int WARM_UP = 30;

  @Mixin private BenchInput input;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      defaultValue = "python3",
      description = "a Python with torch and numpy (default: ${DEFAULT-VALUE})")
  private String python;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "7",
      description = "timed pairs of runs (default: ${DEFAULT-VALUE})")
  private int pairs;

  @Option(
      names = "--memory-steps",
      paramLabel = "N",
      defaultValue = "10000",
      description = "steps over which memory is recorded (default: ${DEFAULT-VALUE})")
  private int memorySteps;

  @Override
  public Integer call() throws IOException {
    Bundle bundle = Bundle.read(input.bundle());
    float[][] images =
        BenchInput.phantoms(IMAGES).stream()
            .map(pixels -> bundle.preprocessing().apply(pixels).intensities())
            .toArray(float[][]::new);
    ObjectNode json = JsonText.object().put("benchmark", "attacks").put("bundle", bundle.id());
    Path work = Files.createTempDirectory("lazaret-bench");
    try (DjlWhiteBox model = DjlWhiteBox.load(bundle.architecture(), bundle.weights(), "cpu")) {
      int[] labels = labels(model, images);
      compare(json, model, images, labels, work);
      memory(json, model, images, labels);
    } finally {
      delete(work);
    }
    input.write(JsonText.pretty(json));
    return 0;
  }

  private static GradientDescent attack(int steps) {
    return new GradientDescent(
        "PGD", steps, RELATIVE_STEP, 0, 0, Loss.CROSS_ENTROPY, Double.POSITIVE_INFINITY);
  }

  /** What the network says: an attacker leads it away from that. */
  private static int[] labels(DjlWhiteBox model, float[][] images) {
    int[] labels = new int[images.length];
    float[][] logits = model.logits(images);
    for (int i = 0; i < labels.length; i++) {
      for (int k = 1; k < logits[i].length; k++) {
        labels[i] = logits[i][k] > logits[i][labels[i]] ? k : labels[i];
      }
    }
    return labels;
  }

  private static List<Goal> goals(int[] labels) {
    return Arrays.stream(labels).mapToObj(Goal::untargeted).toList();
  }

  private void compare(
      ObjectNode json, DjlWhiteBox model, float[][] images, int[] labels, Path work) {
    write(work, images, labels);
    int threads = DjlWhiteBox.engineThreads();
    try (PeerProcess peer =
        PeerProcess.start(
            List.of(python), "pgd.py", work.resolve("peer.log"), arguments(work, threads))) {
      json.set("sameLoop", sameLoop(model, images, goals(labels), peer, work));
      List<TimedPair> timed = new ArrayList<>();
      for (int pair = -WARM_UP; pair < pairs; pair++) {
        Seconds ours = Seconds.of(() -> ATTACK.perturb(model, images, goals(labels), THREAT, 0));
        JsonNode theirs = peer.ask("run " + STEPS);
        if (pair >= 0) {
          timed.add(
              new TimedPair(
                  ours, new Seconds(theirs.get("wall").asDouble(), theirs.get("cpu").asDouble())));
        }
      }
      json.put("engine", DjlWhiteBox.engineVersion())
          .put("peerEngine", peer.ready().path("torch").asText())
          .put("threads", threads)
          .put("peerThreads", peer.ready().path("threads").asInt())
          .put("images", IMAGES)
          .put("steps", STEPS);
      TimedPair.report(json.putObject("imageStepsPerSecond"), timed, IMAGE_STEPS, Seconds::wall);
      TimedPair.report(
          json.putObject("imageStepsPerProcessorSecond"), timed, IMAGE_STEPS, Seconds::cpu);
    }
  }

  private List<String> arguments(Path work, int threads) {
    return List.of(
        input.bundle().toString(),
        work.toString(),
        Integer.toString(threads),
        Double.toString(THREAT.epsilon()),
        Double.toString(RELATIVE_STEP * THREAT.epsilon()));
  }

  /** Checks that the two loops compute the same, and says how nearly. */
  private static ObjectNode sameLoop(
      DjlWhiteBox model, float[][] images, List<Goal> goals, PeerProcess peer, Path work) {
    float[][] first = attack(1).perturb(model, images, goals, THREAT, 0);
    double share = differing(first, asked(peer, 1, work, images));
    float[][] here = ATTACK.perturb(model, images, goals, THREAT, 0);
    float[][] there = asked(peer, STEPS, work, images);
    double ours = loss(model, here, goals);
    double theirs = loss(model, there, goals);
    if (share > ALLOWED_SHARE || Math.abs(ours - theirs) > ALLOWED_LOSS * theirs) {
      throw new IllegalStateException(
          "the loops do not compute the same: after a step "
              + (100 * share + " % of the samples differ, after all the losses are ")
              + (ours + " and " + theirs));
    }
    return JsonText.object()
        .put("shareOfSamplesThatDifferAfterOneStep", share)
        .put("shareOfSamplesThatDiffer", differing(here, there))
        .put("lazaretLoss", ours)
        .put("peerLoss", theirs);
  }

  private static float[][] asked(PeerProcess peer, int steps, Path work, float[][] images) {
    peer.ask("run " + steps);
    FloatBuffer floats = floats(work.resolve("perturbed.f32"));
    float[][] perturbed = new float[images.length][images[0].length];
    for (float[] image : perturbed) {
      floats.get(image);
    }
    return perturbed;
  }

  private static double loss(DjlWhiteBox model, float[][] images, List<Goal> goals) {
    float[][] logits = model.logits(images);
    return IntStream.range(0, images.length)
        .mapToDouble(i -> Loss.CROSS_ENTROPY.value(logits[i], goals.get(i)))
        .average()
        .orElseThrow();
  }

  /** The share of samples that the two leave a tenth of epsilon or more apart. */
  private static double differing(float[][] here, float[][] there) {
    long differing = 0;
    for (int i = 0; i < here.length; i++) {
      for (int k = 0; k < here[i].length; k++) {
        differing += Math.abs(here[i][k] - there[i][k]) > 0.1 * THREAT.epsilon() ? 1 : 0;
      }
    }
    return differing / (double) (here.length * here[0].length);
  }

  private void memory(ObjectNode json, DjlWhiteBox model, float[][] images, int[] labels) {
    float[][] few = List.of(images).subList(0, MEMORY_IMAGES).toArray(float[][]::new);
    ObjectNode memory = json.putObject("memory").put("images", MEMORY_IMAGES);
    ArrayNode curve = memory.putArray("curve");
    for (int done = 0, point = 0; done < memorySteps; done += STEPS) {
      ATTACK.perturb(model, few, goals(labels).subList(0, MEMORY_IMAGES), THREAT, 0);
      if ((long) (done + STEPS) * POINTS / memorySteps > point) {
        point++;
        Runtime.getRuntime().gc();
        curve
            .addObject()
            .put("steps", done + STEPS)
            .put("residentMiB", ProcessUse.residentMiB())
            .put("heapMiB", ProcessUse.heapMiB());
      }
    }
  }

  private static void write(Path work, float[][] images, int[] labels) {
    ByteBuffer bytes =
        ByteBuffer.allocate(images.length * images[0].length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    FloatBuffer floats = bytes.asFloatBuffer();
    List.of(images).forEach(floats::put);
    try {
      Files.write(work.resolve("images.f32"), bytes.array());
      Files.write(
          work.resolve("labels.txt"), IntStream.of(labels).mapToObj(Integer::toString).toList());
    } catch (IOException e) {
      throw new RefusedException(work + ": cannot be written: " + IoReason.withFile(e), e);
    }
  }

  private static FloatBuffer floats(Path file) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(file))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path work) throws IOException {
    for (String name : List.of("images.f32", "labels.txt", "perturbed.f32", "peer.log")) {
      Files.deleteIfExists(work.resolve(name));
    }
    Files.deleteIfExists(work);
  }
}
