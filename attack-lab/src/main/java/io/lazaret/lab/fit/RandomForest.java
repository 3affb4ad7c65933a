package io.lazaret.lab.fit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lazaret.core.detect.Forest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * A random forest (Breiman, 2001), grown by XGBoost in one boosting round: every tree sees a
 * bootstrap share of the rows and a random choice of inputs at each split. Unregularised: XGBoost's
 * default penalty would shrink the leaves.
 *
 * @param trees at least 1
 */
public record RandomForest(int trees) implements ClassifierTrainer {
  private static final int MAX_DEPTH = 12;
  private static final double BOOTSTRAP = 0.632;

  @Override
  public Forest fit(double[][] rows, boolean[] suspicious, long seed) {
    try {
      Booster booster = grow(rows, suspicious, seed);
      try {
        return parse(booster.toByteArray("json"), rows[0].length);
      } finally {
        booster.dispose();
      }
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost: " + e.getMessage(), e);
    }
  }

  /** XGBoost's own forest; the caller disposes of it. */
  Booster grow(double[][] rows, boolean[] suspicious, long seed) throws XGBoostError {
    DMatrix data = matrix(rows, suspicious);
    try {
      return XGBoost.train(data, parameters(rows[0].length, seed), 1, Map.of(), null, null);
    } finally {
      data.dispose();
    }
  }

  private Map<String, Object> parameters(int inputs, long seed) {
    return Map.ofEntries(
        Map.entry("objective", "binary:logistic"),
        Map.entry("base_score", 0.5),
        Map.entry("num_parallel_tree", trees),
        Map.entry("subsample", BOOTSTRAP),
        Map.entry("colsample_bynode", Math.sqrt(inputs) / inputs),
        Map.entry("learning_rate", 1),
        Map.entry("lambda", 0),
        Map.entry("min_child_weight", 0.5),
        Map.entry("max_depth", MAX_DEPTH),
        Map.entry("tree_method", "hist"),
        Map.entry("seed", (int) (seed & 0x7FFFFFFF)),
        Map.entry("nthread", 1));
  }

  private static DMatrix matrix(double[][] rows, boolean[] suspicious) throws XGBoostError {
    int inputs = rows[0].length;
    float[] values = new float[rows.length * inputs];
    float[] labels = new float[rows.length];
    float[] weights = new float[rows.length];
    int positive = 0;
    for (boolean suspect : suspicious) {
      positive += suspect ? 1 : 0;
    }
    for (int j = 0; j < rows.length; j++) {
      for (int i = 0; i < inputs; i++) {
        values[j * inputs + i] = (float) rows[j][i];
      }
      labels[j] = suspicious[j] ? 1 : 0;
      weights[j] =
          (float) (rows.length / (2.0 * (suspicious[j] ? positive : rows.length - positive)));
    }
    DMatrix data = new DMatrix(values, rows.length, inputs, Float.NaN);
    data.setLabel(labels);
    data.setWeight(weights);
    return data;
  }

  /** XGBoost's own JSON, read into ours; the two are held together by a test. */
  private static Forest parse(byte[] json, int inputs) {
    try {
      JsonNode learner = new ObjectMapper().readTree(json).path("learner");
      List<Forest.Tree> trees = new ArrayList<>();
      for (JsonNode tree : learner.path("gradient_booster").path("model").path("trees")) {
        List<Forest.Node> nodes = new ArrayList<>();
        for (int i = 0; i < tree.path("left_children").size(); i++) {
          int left = tree.path("left_children").get(i).asInt();
          float condition = (float) tree.path("split_conditions").get(i).asDouble();
          nodes.add(
              left < 0
                  ? Forest.Node.leaf(condition)
                  : new Forest.Node(
                      tree.path("split_indices").get(i).asInt(),
                      condition,
                      left,
                      tree.path("right_children").get(i).asInt(),
                      0));
        }
        trees.add(new Forest.Tree(nodes));
      }
      return new Forest(inputs, 0, trees);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
