package io.lazaret.lab.fit;

/**
 * What an example of each class weighs so that both classes weigh the same in all and the mean
 * weight is 1. Repeating examples of the rarer class instead would put copies on both sides of any
 * later split.
 *
 * @param suspicious the weight of a suspicious example
 * @param harmless the weight of any other
 */
record ClassWeights(double suspicious, double harmless) {

  /** The weights for a list of classes; both occur. */
  static ClassWeights of(boolean[] suspicious) {
    int positive = 0;
    for (boolean suspect : suspicious) {
      positive += suspect ? 1 : 0;
    }
    return new ClassWeights(
        suspicious.length / (2.0 * positive),
        suspicious.length / (2.0 * (suspicious.length - positive)));
  }
}
