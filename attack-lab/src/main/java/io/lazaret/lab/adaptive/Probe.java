package io.lazaret.lab.adaptive;

import io.lazaret.lab.attack.Goal;
import io.lazaret.lab.attack.Loss;
import io.lazaret.lab.attack.TappedModel;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Looks at points as the 8-bit files that they would be handed in as, as the network and the
 * detector do, and differentiates both. Derivatives by files count as those by points.
 *
 * @param model the network
 * @param disguise what is to be seen of a file
 */
record Probe(TappedModel model, Disguise disguise) {

  /** A point and what is wanted of it. */
  record Question(float[] point, Goal goal, Suspicion suspicion) {}

  /**
   * How many images go through the network, forwards and backwards, for a look at a point: its file
   * twice, and what else a detector sees.
   *
   * @param views that the detector looks through
   * @param gradients whether it looks at the gradient of the margin
   */
  static int planes(int views, boolean gradients) {
    return 2 + views + (gradients ? MarginGradients.PLANES : 0);
  }

  List<Finding> look(List<Question> questions) {
    List<SeenImage> seen = seen(questions);
    Optional<MarginGradients> gradients = gradients(seen);
    Suspicion.Judgement[] judgements = new Suspicion.Judgement[seen.size()];
    double[] margins = new double[seen.size()];
    // the file comes once more behind its views: for the gradient of the margin alone
    float[][][] planes = seen.parallelStream().map(Probe::twice).toArray(float[][][]::new);
    float[][][] byPlanes =
        model
            .gradientOfRows(
                planes,
                (i, rows) -> {
                  Goal goal = questions.get(i).goal();
                  float[][] own = Arrays.copyOf(rows, rows.length - 1);
                  judgements[i] = judge(questions.get(i), seen.get(i), own, gradients, i);
                  float[] logits = Arrays.copyOf(rows[0], model.classes());
                  margins[i] = goal.margin(logits);
                  float[] byLogits = Loss.MARGIN.gradient(logits, goal);
                  float[][] byRows = Arrays.copyOf(judgements[i].byRows(), rows.length);
                  byRows[rows.length - 1] = Arrays.copyOf(byLogits, rows[0].length);
                  return byRows;
                })
            .byImage();
    List<float[][]> byGradients =
        Arrays.stream(judgements).map(Suspicion.Judgement::byGradients).toList();
    Optional<float[][]> turned = gradients.map(each -> each.pullBack(byGradients));
    return IntStream.range(0, planes.length)
        .parallel()
        .mapToObj(
            i -> {
              float[] toDetector = seen.get(i).pullBack(byPlanes[i]);
              add(toDetector, judgements[i].byFile());
              turned.ifPresent(each -> add(toDetector, each[i]));
              float[] toGoal = byPlanes[i][byPlanes[i].length - 1];
              return new Finding(
                  margins[i], judgements[i].value(), judgements[i].followed(), toGoal, toDetector);
            })
        .toList();
  }

  private List<SeenImage> seen(List<Question> questions) {
    return questions.parallelStream()
        .map(each -> SeenImage.of(model.geometry(), each.point(), disguise.views()))
        .toList();
  }

  private Optional<MarginGradients> gradients(List<SeenImage> seen) {
    return disguise.gradients()
        ? Optional.of(MarginGradients.of(model, seen.stream().map(SeenImage::file).toList()))
        : Optional.empty();
  }

  private static Suspicion.Judgement judge(
      Question question,
      SeenImage seen,
      float[][] rows,
      Optional<MarginGradients> gradients,
      int index) {
    float[][] own = gradients.map(each -> each.of(index)).orElse(new float[0][]);
    return question.suspicion().of(new Appearance(seen.file(), rows, own));
  }

  private static float[][] twice(SeenImage seen) {
    float[][] planes = seen.planes();
    float[][] more = Arrays.copyOf(planes, planes.length + 1);
    more[planes.length] = planes[0];
    return more;
  }

  private static void add(float[] sum, float[] more) {
    for (int i = 0; i < more.length; i++) {
      sum[i] += more[i];
    }
  }
}
