package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;

/** A model of which only questions and answers are known; counts the images asked about. */
final class CountingClassifier implements Classifier {
  private final Classifier model;
  private final boolean classesOnly;
  private int questions;

  private CountingClassifier(Classifier model, boolean classesOnly) {
    this.model = model;
    this.classesOnly = classesOnly;
  }

  static CountingClassifier answeringLogits(Classifier model) {
    return new CountingClassifier(model, false);
  }

  /** Answers 1 for the class with the largest logit and 0 for the others. */
  static CountingClassifier answeringClasses(Classifier model) {
    return new CountingClassifier(model, true);
  }

  int questions() {
    return questions;
  }

  @Override
  public Geometry geometry() {
    return model.geometry();
  }

  @Override
  public int classes() {
    return model.classes();
  }

  @Override
  public float[][] logits(float[][] images) {
    questions += images.length;
    float[][] logits = model.logits(images);
    for (int i = 0; i < logits.length && classesOnly; i++) {
      float[] answer = new float[logits[i].length];
      answer[Loss.order(logits[i])[0]] = 1;
      logits[i] = answer;
    }
    return logits;
  }
}
