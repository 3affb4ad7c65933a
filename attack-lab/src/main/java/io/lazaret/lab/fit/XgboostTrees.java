package io.lazaret.lab.fit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lazaret.core.detect.Forest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Trees grown by XGBoost (Chen and Guestrin, KDD 2016) on two classes that weigh the same in all.
 *
 * @param rounds boosting rounds
 * @param parameters XGBoost's own, beside those that are always the same
 */
record XgboostTrees(int rounds, Map<String, Object> parameters) {

  Forest fit(double[][] rows, boolean[] suspicious, long seed) {
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

  /** XGBoost's own trees; the caller disposes of them. */
  Booster grow(double[][] rows, boolean[] suspicious, long seed) throws XGBoostError {
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("objective", "binary:logistic");
    all.put("base_score", 0.5);
    all.put("tree_method", "hist");
    all.put("seed", (int) (seed & 0x7FFFFFFF));
    all.put("nthread", 1); // sums in one order: the same trees on every machine
    DMatrix data = matrix(rows, suspicious);
    try {
      return XGBoost.train(data, all, rounds, Map.of(), null, null);
    } finally {
      data.dispose();
    }
  }

  private static DMatrix matrix(double[][] rows, boolean[] suspicious) throws XGBoostError {
    int inputs = rows[0].length;
    float[] values = new float[rows.length * inputs];
    float[] labels = new float[rows.length];
    float[] weights = new float[rows.length];
    ClassWeights balanced = ClassWeights.of(suspicious);
    for (int j = 0; j < rows.length; j++) {
      for (int i = 0; i < inputs; i++) {
        values[j * inputs + i] = (float) rows[j][i];
      }
      labels[j] = suspicious[j] ? 1 : 0;
      weights[j] = (float) (suspicious[j] ? balanced.suspicious() : balanced.harmless());
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
        trees.add(tree(tree));
      }
      return new Forest(inputs, 0, trees);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Forest.Tree tree(JsonNode tree) {
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
    return new Forest.Tree(nodes);
  }
}
