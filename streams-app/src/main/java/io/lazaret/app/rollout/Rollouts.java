package io.lazaret.app.rollout;

import io.lazaret.app.AssessorFactory;
import io.lazaret.app.config.AppConfig;
import io.lazaret.app.metrics.AppMetrics;
import io.lazaret.app.metrics.AppMetrics.Role;
import io.lazaret.app.scorer.Serving;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.BundleSignature;
import io.lazaret.core.bundle.SigningKeys;
import io.lazaret.core.detect.Assessor;
import io.lazaret.core.wire.RolloutEvent;
import io.lazaret.core.wire.RolloutEvent.Placed;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens bundles and gives them their seats: at start those of the settings, later those that are
 * rolled out. A bundle that cannot be used changes nothing. Used by one thread at a time.
 */
public final class Rollouts {
  private static final Logger LOG = LoggerFactory.getLogger(Rollouts.class);

  private final AppConfig config;
  private final AssessorFactory factory;
  private final Serving serving;
  private final AppMetrics metrics;
  private final List<PublicKey> trusted;
  private final Map<String, String> seated = new HashMap<>();
  private Consumer<Assessor> trial = assessor -> {};

  /**
   * @throws RefusedException when a trusted key cannot be read
   */
  public Rollouts(AppConfig config, AssessorFactory factory, Serving serving, AppMetrics metrics) {
    this.config = config;
    this.factory = factory;
    this.serving = serving;
    this.metrics = metrics;
    this.trusted = SigningKeys.open(config.trustedKeys());
  }

  /**
   * Opens the bundles of the settings.
   *
   * @throws RefusedException when one cannot be used: at start nothing else goes on
   */
  public void settings() {
    config.bundles().forEach(this::serveSettings);
    if (config.bundles().isEmpty()) {
      LOG.warn("no bundles in the settings: every image will be quarantined");
    }
  }

  /**
   * From now on, bundles are tried before they get a seat.
   *
   * @param how throws when an assessor is not fit
   */
  public void tryBeforehand(Consumer<Assessor> how) {
    trial = how;
  }

  /** Does what a rollout says, as far as its bundles can be used; says so in log and metrics. */
  public void apply(RolloutEvent event) {
    String modality = event.modality();
    attempt(
        modality,
        () -> {
          if (event.serving().isPresent()) {
            serve(modality, event.serving().get());
          } else if (config.bundles().containsKey(modality)) {
            serveSettings(modality, config.bundles().get(modality));
          } else if (serving.bundle(modality).isPresent()) {
            serving.leave(modality);
            seated.remove(key(modality, Role.SERVING));
            metrics.serves(modality, Role.SERVING);
            LOG.info("{}: no bundle judges any more", modality);
          }
        });
    attempt(modality, () -> shadow(modality, event.shadow()));
  }

  /** A record that is no rollout. */
  public void unreadable(String modality, RefusedException e) {
    metrics.bundleRefused(modality);
    LOG.error("{}: {}; what judges goes on", modality, e.getMessage());
  }

  private void attempt(String modality, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | LinkageError e) {
      metrics.bundleRefused(modality);
      LOG.error(
          "{}: the bundle that was rolled out is refused, what judges goes on: {}",
          modality,
          e.getMessage());
    }
  }

  private void serveSettings(String modality, Path directory) {
    if (!isSeated(modality, Role.SERVING, directory.toString())) {
      serve(modality, open(modality, directory, Optional.empty()), directory.toString());
    }
  }

  private void serve(String modality, Placed placed) {
    if (!isSeated(modality, Role.SERVING, placed.toString())) {
      serve(modality, open(modality, directory(placed), Optional.of(placed)), placed.toString());
    }
  }

  private void serve(String modality, Assessor assessor, String what) {
    String before = serving.bundle(modality).map(id -> ", in place of " + id).orElse("");
    serving.serve(modality, assessor);
    seated.put(key(modality, Role.SERVING), what);
    metrics.serves(modality, Role.SERVING, assessor);
    LOG.info("{}: bundle {} on {}{}", modality, assessor.bundle(), assessor.device(), before);
  }

  private void shadow(String modality, Optional<Placed> candidate) {
    if (candidate.isEmpty()) {
      serving
          .shadowBundle(modality)
          .ifPresent(id -> LOG.info("{}: bundle {} leaves the shadow", modality, id));
      serving.shadow(modality, Optional.empty());
      seated.remove(key(modality, Role.SHADOW));
      metrics.serves(modality, Role.SHADOW);
    } else if (!isSeated(modality, Role.SHADOW, candidate.get().toString())) {
      Assessor assessor = open(modality, directory(candidate.get()), candidate);
      serving.shadow(modality, Optional.of(assessor));
      seated.put(key(modality, Role.SHADOW), candidate.get().toString());
      metrics.serves(modality, Role.SHADOW, assessor);
      LOG.info("{}: bundle {} in the shadow", modality, assessor.bundle());
    }
  }

  private boolean isSeated(String modality, Role role, String what) {
    return what.equals(seated.get(key(modality, role)));
  }

  private static String key(String modality, Role role) {
    return role + "/" + modality;
  }

  private Path directory(Placed placed) {
    return config.rollout().directory().orElseThrow().resolve(placed.directory());
  }

  private Assessor open(String modality, Path directory, Optional<Placed> placed) {
    if (!trusted.isEmpty()) {
      BundleSignature.require(directory, trusted);
    }
    Assessor assessor = factory.open(Map.of(modality, directory), config).get(modality);
    if (assessor == null) {
      throw new RefusedException(directory + ": serves another modality than '" + modality + "'");
    }
    try {
      if (!assessor.modality().equals(modality)) {
        throw new RefusedException(
            "bundles."
                + modality
                + ": this bundle serves '"
                + assessor.modality()
                + "'; name it so, or give another bundle");
      }
      placed
          .map(Placed::bundle)
          .filter(id -> !id.equals(assessor.bundle()))
          .ifPresent(
              id -> {
                throw new RefusedException(
                    directory + ": is bundle " + assessor.bundle() + ", the rollout says " + id);
              });
      trial.accept(assessor);
      return assessor;
    } catch (RuntimeException | Error e) {
      assessor.close();
      throw e;
    }
  }
}
