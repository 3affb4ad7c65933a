package io.lazaret.app;

import io.lazaret.app.config.AppConfig;
import io.lazaret.core.bundle.BundleAssessor;
import io.lazaret.core.detect.Assessor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Opens an assessor for each bundle of the settings; each has passed its golden images. */
public final class BundleAssessors implements AssessorFactory {
  @Override
  public Map<String, Assessor> open(Map<String, Path> bundles, AppConfig config) {
    String device = config.device().name().toLowerCase(Locale.ROOT);
    Map<String, Assessor> assessors = new LinkedHashMap<>();
    try {
      bundles.forEach(
          (modality, directory) ->
              assessors.put(
                  modality,
                  BundleAssessor.open(
                      directory, config.engine(), device, config.falsePositiveRate())));
      return assessors;
    } catch (RuntimeException | Error e) {
      assessors.values().forEach(Assessor::close);
      throw e;
    }
  }
}
