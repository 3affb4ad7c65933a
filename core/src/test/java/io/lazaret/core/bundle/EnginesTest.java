package io.lazaret.core.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.lazaret.core.detect.Verdict;
import io.lazaret.core.image.Pixels;
import io.lazaret.core.model.Engine;
import io.lazaret.core.model.Prepared;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A bundle gives the same verdicts whatever computes its network. */
class EnginesTest {
  private static final Path SHIPPED = Path.of("..", "bundles", "xray-phantom");
  private static final double RATE = 0.01;

  /** Opening runs the golden images, which a PyTorch wrote down. */
  @Test
  void theShippedBundleJudgesAlike() {
    try (BundleAssessor pytorch = BundleAssessor.open(SHIPPED, "cpu", RATE);
        BundleAssessor onnx = BundleAssessor.open(SHIPPED, Engine.ONNXRUNTIME, "cpu", RATE)) {
      assertEquals("onnxruntime:cpu()", onnx.device());
      List<Prepared> batch =
          IntStream.range(0, 24).mapToObj(seed -> pytorch.prepare(image(seed))).toList();

      var expected = pytorch.run(batch);
      var found = onnx.run(batch);

      for (int i = 0; i < batch.size(); i++) {
        Map<String, Double> scores = scores(found.get(i).get());
        scores(expected.get(i).get())
            .forEach(
                (detector, score) ->
                    assertEquals(score, scores.get(detector), 1e-3 * (1 + Math.abs(score))));
      }
    }
  }

  private static Map<String, Double> scores(Verdict verdict) {
    return verdict.fold(
        clear -> clear.assessment().scores(),
        suspect -> suspect.assessment().scores(),
        undecidable -> fail(undecidable.toString()),
        unreadable -> fail(unreadable.toString()));
  }

  /** Steps of grey with noise upon them. */
  private static Pixels image(int seed) {
    Random random = new Random(seed);
    short[] samples = new short[70 * 90];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) (40 + i % 90 + random.nextInt(1 + 4 * seed));
    }
    return new Pixels(90, 70, 1, 255, samples);
  }
}
