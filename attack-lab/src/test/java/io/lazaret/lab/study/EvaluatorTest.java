package io.lazaret.lab.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lazaret.core.model.Geometry;
import io.lazaret.core.model.Preprocessing;
import io.lazaret.core.model.ResampleKernel;
import io.lazaret.lab.evaluate.Evaluation.DetectionRow;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final String DETECTOR = "one@PGD";
  private static final int IMAGES = 40;

  /** Attacked images score 1; clean ones above or below, by where and how they were saved. */
  @Test
  void attackedImagesAreComparedWithCleanOnesThatWereSavedInTheSameWay() {
    RoundScores round =
        new RoundScores(
            1,
            new RoundScores.VictimScores(List.of(), List.of(), List.of(), List.of()),
            Map.of("clean", scored(0)),
            Map.of("clean", scored(0), "jpeg-95", scored(2)),
            Map.of(Encoding.PNG, scored(2), Encoding.JPEG_95, scored(0)),
            List.of(
                attack(AttackedSet.Target.MODEL, Encoding.PNG),
                attack(AttackedSet.Target.MODEL, Encoding.JPEG_95),
                attack(AttackedSet.Target.FEED, Encoding.PNG),
                attack(AttackedSet.Target.FEED, Encoding.JPEG_95)));
    Calibrator calibrator =
        new Calibrator(
            new Preprocessing(new Geometry(1, 8, 8), ResampleKernel.BOX), List.of(), 2, 1);

    Map<String, Double> areas =
        new Evaluator("set", calibrator, List.of(round))
            .detection().stream()
                .filter(row -> row.population().equals("successful"))
                .collect(Collectors.toMap(EvaluatorTest::how, row -> row.auc().value()));

    assertEquals(
        Map.of("model png", 1.0, "model jpeg-95", 0.0, "feed png", 0.0, "feed jpeg-95", 1.0),
        areas);
  }

  private static String how(DetectionRow row) {
    return row.geometry() + " " + row.encoding();
  }

  private static RoundScores.AttackScores attack(AttackedSet.Target target, Encoding encoding) {
    List<Boolean> all = Collections.nCopies(IMAGES, true);
    List<String> ids = IntStream.range(0, IMAGES).mapToObj(i -> "image-" + i).toList();
    return new RoundScores.AttackScores(
        "PGD", 1, target, encoding, ids, all, all, 1, 1, 1, 0, List.of(), scored(1));
  }

  private static ScoredSet scored(double score) {
    double[] scores = new double[IMAGES];
    Arrays.fill(scores, score);
    return new ScoredSet(
        IntStream.range(0, IMAGES).mapToObj(i -> "patient-" + i).toList(),
        Map.of(DETECTOR, scores));
  }
}
