package io.lazaret.lab.study;

import io.lazaret.core.model.Features;
import io.lazaret.core.model.Levels;
import io.lazaret.lab.data.Sample;
import io.lazaret.lab.data.Split.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** What the detectors of a round say of images that nobody attacked; kept in the workspace. */
final class CleanStage {
  private final Recipe recipe;
  private final Round round;
  private final List<FittedDetector> detectors;

  CleanStage(Recipe recipe, Round round, List<FittedDetector> detectors) {
    this.recipe = recipe;
    this.round = round;
    this.detectors = detectors;
  }

  /** A side of the split, clean and after each harmless change. */
  Map<String, ScoredSet> strata(String stage, Side side) {
    Map<String, ScoredSet> strata = new LinkedHashMap<>();
    for (String stratum : round.plan().calibrator().strata()) {
      strata.put(
          stratum,
          scored(
              side.name().toLowerCase(Locale.ROOT) + "-" + stratum,
              stage + ": " + stratum,
              round.samples(side),
              () ->
                  round
                      .plan()
                      .calibrator()
                      .images(stratum, round.specimens(side), round.samples(side))));
    }
    return strata;
  }

  /** Clean test images that were saved as the feed sends them, in each encoding. */
  Map<Encoding, ScoredSet> feed() {
    Map<Encoding, ScoredSet> feed = new LinkedHashMap<>();
    if (recipe.feedAttacks().isEmpty()) {
      return feed;
    }
    List<Sample> sent =
        FeedImages.of(
            round.samples(Side.TEST), round.specimens(Side.TEST), round.plan().preprocessing());
    for (Encoding encoding : recipe.encodings()) {
      feed.put(
          encoding,
          scored(
              "test-feed-" + encoding.code(),
              "score clean test images of the feed: " + encoding.code(),
              sent,
              () ->
                  sent.stream()
                      .map(each -> encoding.received(each.image(), round.plan().preprocessing()))
                      .toList()));
    }
    return feed;
  }

  /** What detectors say of images that nobody attacked. */
  private ScoredSet scored(
      String step, String stage, List<Sample> samples, Supplier<List<Levels>> images) {
    return round
        .workspace()
        .json(
            round.name(step),
            ScoredSet.class,
            () -> {
              round.progress().begin(stage);
              List<Features> features = round.extractor().of(images.get());
              round.progress().end(features.size() + " images");
              return ScoredSet.of(samples, features, detectors);
            })
        .inOrderOf(detectors);
  }
}
