package io.lazaret.lab.attack;

import io.lazaret.core.model.FeatureLayout;
import io.lazaret.core.model.Geometry;

/** Counts what goes through a model, as {@link Attack#passes} does. */
public final class CountingModel implements TappedModel {
  private final TappedModel model;
  private int passes;

  public CountingModel(TappedModel model) {
    this.model = model;
  }

  public int passes() {
    return passes;
  }

  @Override
  public Geometry geometry() {
    return model.geometry();
  }

  @Override
  public FeatureLayout layout() {
    return model.layout();
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
  public float[][] rows(float[][] images) {
    passes += images.length;
    return model.rows(images);
  }

  @Override
  public Gradients gradient(float[][] images, Objective objective) {
    passes += Attack.GRADIENT * images.length;
    return model.gradient(images, objective);
  }

  @Override
  public RowGradients gradientOfRows(float[][][] images, RowObjective objective) {
    for (float[][] planes : images) {
      passes += Attack.GRADIENT * planes.length;
    }
    return model.gradientOfRows(images, objective);
  }
}
