package io.lazaret.lab.attack;

import io.lazaret.core.model.Geometry;

/** Counts what goes through a model, as {@link Attack#passes} does. */
final class CountingWhiteBox implements WhiteBoxModel {
  private final WhiteBoxModel model;
  private int passes;

  CountingWhiteBox(WhiteBoxModel model) {
    this.model = model;
  }

  int passes() {
    return passes;
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
    passes += images.length;
    return model.logits(images);
  }

  @Override
  public Gradients gradient(float[][] images, Objective objective) {
    passes += Attack.GRADIENT * images.length;
    return model.gradient(images, objective);
  }
}
