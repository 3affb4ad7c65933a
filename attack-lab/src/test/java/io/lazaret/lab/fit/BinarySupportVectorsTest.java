package io.lazaret.lab.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lazaret.core.detect.BinaryVector;
import io.lazaret.core.detect.SupportVectorMachine;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import libsvm.svm;
import libsvm.svm_model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinarySupportVectorsTest {
  private static final int INPUTS = 12;

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.5, 2.8})
  void oursSaysWhatLibsvmSaysOfIt(double gamma) {
    BinarySupportVectors trainer = new BinarySupportVectors(gamma, 1);
    double[][] rows = rows(120, 1);
    boolean[] suspicious = suspicious(120);
    SupportVectorMachine machine = trainer.fit(rows, suspicious, 1);
    double[] thresholds = machine.thresholds().stream().mapToDouble(t -> t).toArray();
    List<BinaryVector> points =
        Arrays.stream(rows).map(row -> BinaryVector.above(row, thresholds)).toList();
    svm_model model = trainer.solve(points, suspicious);
    double sign = model.label[0] == 1 ? 1 : -1;

    for (double[] row : rows(200, 2)) {
      double[] decision = new double[1];
      svm.svm_predict_values(
          model, BinarySupportVectors.nodes(BinaryVector.above(row, thresholds)), decision);
      assertEquals(sign * decision[0], machine.score(row), 1e-9);
    }
  }

  @Test
  void thresholdsAreTheMeansOfTheRowsItIsFittedOn() {
    double[][] rows = {{0, 10}, {2, 20}, {4, 60}};

    SupportVectorMachine machine =
        new BinarySupportVectors(1, 1).fit(rows, new boolean[] {false, false, true}, 1);

    assertEquals(List.of(2.0, 30.0), machine.thresholds().stream().map(this::rounded).toList());
  }

  /** Whichever class comes first, attacked images score higher. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theOrderOfTheClassesDoesNotTurnTheScoreRound(boolean attackedFirst) {
    double[][] rows = new double[40][];
    boolean[] suspicious = new boolean[40];
    for (int n = 0; n < 40; n++) {
      suspicious[n] = n < 20 == attackedFirst;
      rows[n] = new double[] {suspicious[n] ? 1 : 0, n % 2, n % 3};
    }

    SupportVectorMachine machine = new BinarySupportVectors(0.5, 1).fit(rows, suspicious, 1);

    assertTrue(machine.score(new double[] {1, 0, 0}) > machine.score(new double[] {0, 0, 0}));
  }

  private double rounded(double value) {
    return Math.round(value * 1e9) / 1e9;
  }

  private static double[][] rows(int count, long seed) {
    Random random = new Random(seed);
    double[][] rows = new double[count][];
    for (int n = 0; n < count; n++) {
      double centre = n % 3 == 0 ? 1 : 0;
      rows[n] = random.doubles(INPUTS).map(x -> centre + 2 * x).toArray();
    }
    return rows;
  }

  private static boolean[] suspicious(int count) {
    boolean[] suspicious = new boolean[count];
    for (int n = 0; n < count; n += 3) {
      suspicious[n] = true;
    }
    return suspicious;
  }
}
