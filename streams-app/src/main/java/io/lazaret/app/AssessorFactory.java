package io.lazaret.app;

import io.lazaret.app.config.AppConfig;
import io.lazaret.core.detect.Assessor;
import java.nio.file.Path;
import java.util.Map;

/** Opens what judges. */
@FunctionalInterface
public interface AssessorFactory {

  /**
   * Opens one assessor for each modality; the caller closes them.
   *
   * @param bundles the bundle's directory for each modality
   * @param config says where the networks are to run, on what, and the asked rate
   * @throws io.lazaret.core.RefusedException when a bundle cannot be used
   */
  Map<String, Assessor> open(Map<String, Path> bundles, AppConfig config);
}
