package io.lazaret.lab.study;

import io.lazaret.core.model.Backbone;
import io.lazaret.core.model.Features;
import io.lazaret.core.model.Levels;
import io.lazaret.core.model.Prepared;
import io.lazaret.core.model.view.View;
import java.util.ArrayList;
import java.util.List;

/**
 * Images to features through the very path of the app: views, one batch, pooled taps, gradients.
 */
public final class FeatureExtractor {
  private static final int BATCH = 16;

  private final Backbone backbone;
  private final List<View> views;
  private final boolean gradients;

  /**
   * @param gradients whether a detector looks at the input gradient
   */
  public FeatureExtractor(Backbone backbone, List<View> views, boolean gradients) {
    this.backbone = backbone;
    this.views = views;
    this.gradients = gradients;
  }

  public List<Features> of(List<Levels> images) {
    List<Features> features = new ArrayList<>(images.size());
    for (int from = 0; from < images.size(); from += BATCH) {
      List<Prepared> batch =
          images.subList(from, Math.min(images.size(), from + BATCH)).parallelStream()
              .map(image -> Prepared.of(image, views, gradients))
              .toList();
      features.addAll(backbone.run(batch));
    }
    return features;
  }
}
