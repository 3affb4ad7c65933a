package io.lazaret.lab.fit;

import io.lazaret.core.detect.BinaryVector;
import io.lazaret.core.detect.SupportVectorMachine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import libsvm.svm;
import libsvm.svm_model;
import libsvm.svm_node;
import libsvm.svm_parameter;
import libsvm.svm_problem;

/**
 * A support vector machine with a Gaussian kernel, by LIBSVM (Chang and Lin, 2011), on statistics
 * that are binarised at the mean of each over the rows it is fitted on.
 *
 * @param gamma of the kernel, above 0
 * @param cost LIBSVM's C, above 0
 */
public record BinarySupportVectors(double gamma, double cost) implements ClassifierTrainer {

  @Override
  public SupportVectorMachine fit(double[][] rows, boolean[] suspicious, long seed) {
    List<Double> means = Moments.of(rows).means();
    double[] thresholds = means.stream().mapToDouble(Double::doubleValue).toArray();
    List<BinaryVector> points =
        Arrays.stream(rows).map(row -> BinaryVector.above(row, thresholds)).toList();
    svm_model model = solve(points, suspicious);
    double sign = model.label[0] == 1 ? 1 : -1;
    List<BinaryVector> vectors = new ArrayList<>();
    List<Double> coefficients = new ArrayList<>();
    for (int i = 0; i < model.l; i++) {
      vectors.add(points.get(model.sv_indices[i] - 1)); // LIBSVM counts from 1
      coefficients.add(sign * model.sv_coef[0][i]);
    }
    return new SupportVectorMachine(means, gamma, vectors, coefficients, -sign * model.rho[0]);
  }

  /** LIBSVM's own model. */
  svm_model solve(List<BinaryVector> points, boolean[] suspicious) {
    svm_problem problem = new svm_problem();
    problem.l = points.size();
    problem.x = points.stream().map(BinarySupportVectors::nodes).toArray(svm_node[][]::new);
    problem.y = new double[problem.l];
    for (int i = 0; i < problem.l; i++) {
      problem.y[i] = suspicious[i] ? 1 : -1;
    }
    svm.svm_set_print_string_function(text -> {}); // it would write to standard output
    return svm.svm_train(problem, parameters(ClassWeights.of(suspicious)));
  }

  private svm_parameter parameters(ClassWeights weights) {
    svm_parameter parameter = new svm_parameter();
    parameter.svm_type = svm_parameter.C_SVC;
    parameter.kernel_type = svm_parameter.RBF;
    parameter.gamma = gamma;
    parameter.C = cost;
    parameter.eps = 1e-3;
    parameter.cache_size = 100; // megabytes
    parameter.shrinking = 1;
    parameter.nr_weight = 2;
    parameter.weight_label = new int[] {1, -1};
    parameter.weight = new double[] {weights.suspicious(), weights.harmless()};
    return parameter;
  }

  /** The places that say yes, as LIBSVM takes them. */
  static svm_node[] nodes(BinaryVector point) {
    List<svm_node> nodes = new ArrayList<>();
    for (int i = 0; i < point.length(); i++) {
      if (point.at(i)) {
        svm_node node = new svm_node();
        node.index = i + 1;
        node.value = 1;
        nodes.add(node);
      }
    }
    return nodes.toArray(svm_node[]::new);
  }
}
