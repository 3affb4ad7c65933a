package io.lazaret.app.rollout;

import io.lazaret.app.config.AppConfig;
import io.lazaret.app.config.StreamsSettings;
import io.lazaret.cli.CommandLines;
import io.lazaret.cli.Settings;
import io.lazaret.core.RefusedException;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.core.bundle.BundleSignature;
import io.lazaret.core.bundle.SigningKeys;
import io.lazaret.core.wire.RolloutEvent;
import io.lazaret.core.wire.RolloutEvent.Placed;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./lazaret bundle}: who vouches for bundles, and which ones judge. */
@Command(
    name = "lazaret bundle",
    mixinStandardHelpOptions = true,
    description = "Signs bundles, and rolls them out to apps that run.")
public final class BundleCommand implements Runnable {
  private static final String CONFIG = "The app's settings: Kafka, and the keys under 'rollout'.";
  private static final String NAME = "The bundle's directory, by its name below rollout.directory.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: keys, sign, verify, serve, shadow, withdraw or list");
  }

  @Command(
      name = "keys",
      mixinStandardHelpOptions = true,
      description = "Makes a pair of Ed25519 keys, PEM.")
  int keys(
      @Option(names = "--secret", required = true, paramLabel = "FILE", description = "Signs.")
          Path secret,
      @Option(
              names = "--public",
              required = true,
              paramLabel = "FILE",
              description = "Goes into the app's trustedKeys.")
          Path open) {
    SigningKeys.generate(secret, open);
    say(secret + " signs bundles: keep it secret; " + open + " goes to every app");
    return 0;
  }

  @Command(name = "sign", mixinStandardHelpOptions = true, description = "Signs a bundle.")
  int sign(
      @Option(
              names = "--key",
              required = true,
              paramLabel = "FILE",
              description = "The secret key.")
          Path key,
      @Parameters(paramLabel = "DIR", description = "The bundle.") Path directory) {
    BundleSignature.sign(directory, SigningKeys.secret(key));
    say("signed " + Bundle.read(directory).id());
    return 0;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Checks a bundle and its signature.")
  int verify(
      @Option(
              names = "--key",
              required = true,
              paramLabel = "FILE",
              description = "A public key; any of several will do.")
          List<Path> keys,
      @Parameters(paramLabel = "DIR", description = "The bundle.") Path directory) {
    BundleSignature.require(directory, SigningKeys.open(keys));
    say(Bundle.read(directory).id() + " is whole and signed");
    return 0;
  }

  @Command(
      name = "serve",
      mixinStandardHelpOptions = true,
      description = "Has a bundle judge its modality, in every app that runs and will run.")
  int serve(
      @Option(names = "--config", required = true, paramLabel = "FILE", description = CONFIG)
          Path settings,
      @Parameters(paramLabel = "NAME", description = NAME) String name) {
    return rollOut(settings, name, false);
  }

  @Command(
      name = "shadow",
      mixinStandardHelpOptions = true,
      description = "Has a candidate judge beside the bundle that counts, and only show it.")
  int shadow(
      @Option(names = "--config", required = true, paramLabel = "FILE", description = CONFIG)
          Path settings,
      @Parameters(paramLabel = "NAME", description = NAME) String name) {
    return rollOut(settings, name, true);
  }

  @Command(
      name = "withdraw",
      mixinStandardHelpOptions = true,
      description = "Takes a rollout back: the bundles of the apps' settings judge again.")
  int withdraw(
      @Option(names = "--config", required = true, paramLabel = "FILE", description = CONFIG)
          Path settings,
      @Option(names = "--shadow", description = "Only the candidate in the shadow.")
          boolean shadowOnly,
      @Parameters(paramLabel = "MODALITY", description = "Whose rollout.") String modality) {
    RolloutTopic topic = topic(config(settings));
    RolloutEvent now = topic.read().get(modality);
    if (now == null) {
      throw new RefusedException("nothing is rolled out for '" + modality + "'");
    }
    topic.write(
        shadowOnly
            ? new RolloutEvent(modality, now.serving(), Optional.empty())
            : RolloutEvent.none(modality));
    say(modality + ": withdrawn" + (shadowOnly ? ", the candidate" : ""));
    return 0;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists what is rolled out.")
  int list(
      @Option(names = "--config", required = true, paramLabel = "FILE", description = CONFIG)
          Path settings) {
    topic(config(settings))
        .read()
        .forEach(
            (modality, event) -> {
              event.serving().ifPresent(placed -> say(modality + ": " + placed.bundle()));
              event
                  .shadow()
                  .ifPresent(placed -> say(modality + ": " + placed.bundle() + " in the shadow"));
            });
    return 0;
  }

  private int rollOut(Path settings, String name, boolean inTheShadow) {
    AppConfig config = config(settings);
    Path directory = config.rollout().directory().orElseThrow().resolve(name);
    Bundle bundle = Bundle.read(directory);
    bundle.thresholdAt(config.falsePositiveRate());
    if (!config.trustedKeys().isEmpty()) {
      BundleSignature.require(directory, SigningKeys.open(config.trustedKeys()));
    }
    String modality = bundle.manifest().modality();
    Placed placed = placed(bundle.id(), name);
    RolloutTopic topic = topic(config);
    RolloutEvent now = topic.read().getOrDefault(modality, RolloutEvent.none(modality));
    topic.write(
        inTheShadow
            ? new RolloutEvent(modality, now.serving(), Optional.of(placed))
            : new RolloutEvent(modality, Optional.of(placed), now.shadow()));
    say(
        modality
            + ": "
            + bundle.id()
            + (inTheShadow ? " judges in the shadow" : " judges")
            + " from now on, where it can be opened; lazaret_device says where");
    return 0;
  }

  private static Placed placed(String id, String name) {
    try {
      return new Placed(id, name);
    } catch (IllegalArgumentException e) {
      throw new RefusedException("'" + name + "': " + e.getMessage(), e);
    }
  }

  private static RolloutTopic topic(AppConfig config) {
    return new RolloutTopic(StreamsSettings.client(config.kafka()), config.rollout().topic());
  }

  private static AppConfig config(Path settings) {
    AppConfig config = Settings.read(settings, AppConfig.class);
    if (config.rollout().directory().isEmpty()) {
      throw new RefusedException(
          settings + ": has no rollout.directory: name the directory that holds the bundles");
    }
    return config;
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  public static void main(String[] arguments) {
    System.exit(CommandLines.run(new BundleCommand(), arguments));
  }
}
