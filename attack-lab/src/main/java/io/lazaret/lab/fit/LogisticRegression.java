package io.lazaret.lab.fit;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import io.lazaret.core.detect.LinearModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Logistic regression with a squared penalty, by LIBLINEAR (Fan et al., JMLR 2008), on statistics
 * standardised over the rows it is fitted on.
 *
 * @param cost LIBLINEAR's C: the inverse strength of the penalty, above 0
 */
public record LogisticRegression(double cost) implements ClassifierTrainer {
  private static final double BIAS = 1;

  @Override
  public LinearModel fit(double[][] rows, boolean[] suspicious, long seed) {
    int inputs = rows[0].length;
    Moments moments = Moments.of(rows);
    List<Double> means = moments.means();
    List<Double> deviations = moments.deviations();
    Model model = solve(problem(rows, suspicious, means, deviations), suspicious, seed);
    double sign = model.getLabels()[0] == 1 ? 1 : -1;
    List<Double> weights = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      weights.add(sign * model.getFeatureWeights()[i]);
    }
    return new LinearModel(
        means, deviations, weights, sign * model.getFeatureWeights()[inputs] * BIAS);
  }

  private static Problem problem(
      double[][] rows, boolean[] suspicious, List<Double> means, List<Double> deviations) {
    int inputs = rows[0].length;
    Problem problem = new Problem();
    problem.l = rows.length;
    problem.n = inputs + 1;
    problem.bias = BIAS;
    problem.x = new Feature[rows.length][inputs + 1];
    problem.y = new double[rows.length];
    for (int j = 0; j < rows.length; j++) {
      for (int i = 0; i < inputs; i++) {
        double value = (rows[j][i] - means.get(i)) / deviations.get(i);
        problem.x[j][i] = new FeatureNode(i + 1, value);
      }
      problem.x[j][inputs] = new FeatureNode(inputs + 1, BIAS);
      problem.y[j] = suspicious[j] ? 1 : -1;
    }
    return problem;
  }

  private Model solve(Problem problem, boolean[] suspicious, long seed) {
    ClassWeights weights = ClassWeights.of(suspicious);
    Parameter parameter = new Parameter(SolverType.L2R_LR, cost, 1e-5, 10_000);
    parameter.setWeights(
        new double[] {weights.suspicious(), weights.harmless()}, new int[] {1, -1});
    parameter.setRandom(new Random(seed));
    Linear.disableDebugOutput();
    return Linear.train(problem, parameter);
  }
}
