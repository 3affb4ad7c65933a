package io.lazaret.lab.command;

import io.lazaret.cli.Terminals;
import io.lazaret.core.bundle.Bundle;
import io.lazaret.lab.data.Dataset;
import io.lazaret.lab.data.ImageFolder;
import io.lazaret.lab.study.Progress;
import io.lazaret.lab.study.SiteCalibration;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lazaret lab calibrate}: a bundle for another site. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description = {
      "Calibrates a bundle on clean images of the site that it is to serve.",
      "A threshold keeps its false-positive rate only where its calibration images come from:",
      "another scanner, resize kernel or encoder moves all scores. Writes a new bundle with the",
      "same network and detectors; the old one is left as it is."
    })
final class CalibrateCommand implements Callable<Integer> {
  @Option(
      names = "--bundle",
      required = true,
      paramLabel = "DIR",
      description = "what to calibrate")
  private Path bundle;

  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "clean images of the site, as the feed sends them (PNG, JPEG)")
  private Path images;

  @Option(
      names = "--patients",
      paramLabel = "FILE",
      description = {
        "CSV with the columns file (relative to --images) and group (the patient);",
        "without it every image counts as a patient of its own"
      })
  private @Nullable Path patients;

  @Option(
      names = "--false-positive-rate",
      defaultValue = "0.01",
      paramLabel = "RATE",
      description =
          "rate that the images must support, between 0 and 1 (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "the new bundle")
  private Path out;

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto, cpu, gpu or gpu:N (default: ${DEFAULT-VALUE})")
  private String device;

  @Override
  public Integer call() {
    SiteCalibration.checkPlace(out); // before a large folder is read
    Bundle read = Bundle.read(bundle);
    Dataset site =
        ImageFolder.read(images, Optional.ofNullable(patients), read.manifest().modality());
    SiteCalibration.Outcome outcome =
        new SiteCalibration(read, device)
            .write(site, rate, out, new Progress(System.err, Terminals.showsProgress()));
    System.out.printf(
        Locale.ROOT,
        "%s: %s, calibrated on %d patients; supports a false-positive rate of %.4f and more%n",
        out,
        outcome.bundle().id(),
        outcome.patients(),
        outcome.bundle().manifest().smallestRate());
    outcome
        .alarmsBefore()
        .ifPresent(
            share ->
                System.out.printf(
                    Locale.ROOT,
                    "at an asked rate of %s, %s would have stopped %.2f %% of these images; where that"
                        + " is far above the rate, be sure that they are clean before this bundle"
                        + " serves%n",
                    rate,
                    read.id(),
                    100 * share));
    return 0;
  }
}
