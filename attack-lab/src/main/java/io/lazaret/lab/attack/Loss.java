package io.lazaret.lab.attack;

/** What an untargeted attacker raises, as a function of one image's logits. */
public enum Loss {
  /** Cross entropy of the softmax against the label. */
  CROSS_ENTROPY {
    @Override
    public double value(float[] logits, int label) {
      double largest = logits[label];
      for (float logit : logits) {
        largest = Math.max(largest, logit);
      }
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit - largest);
      }
      return largest + Math.log(sum) - logits[label];
    }

    @Override
    public float[] gradient(float[] logits, int label) {
      double loss = value(logits, label);
      float[] gradient = new float[logits.length];
      double others = 0;
      for (int k = 0; k < logits.length; k++) {
        if (k != label) {
          double probability = Math.exp((double) logits[k] - logits[label] - loss);
          gradient[k] = (float) probability;
          others += probability;
        }
      }
      gradient[label] = (float) -others; // probability - 1 would round to 0 for a confident network
      return gradient;
    }
  },

  /** The largest other logit minus the label's (Carlini and Wagner, 2017, without the clamp). */
  MARGIN {
    @Override
    public double value(float[] logits, int label) {
      return logits[runnerUp(logits, label)] - logits[label];
    }

    @Override
    public float[] gradient(float[] logits, int label) {
      float[] gradient = new float[logits.length];
      gradient[runnerUp(logits, label)] = 1;
      gradient[label] = -1;
      return gradient;
    }
  };

  /** The loss of one image. */
  public abstract double value(float[] logits, int label);

  /** The gradient of the loss with respect to the logits. */
  public abstract float[] gradient(float[] logits, int label);

  private static int runnerUp(float[] logits, int label) {
    int best = label == 0 ? 1 : 0;
    for (int k = 0; k < logits.length; k++) {
      if (k != label && logits[k] > logits[best]) {
        best = k;
      }
    }
    return best;
  }
}
