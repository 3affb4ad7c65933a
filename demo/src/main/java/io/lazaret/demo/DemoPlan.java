package io.lazaret.demo;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What a demo does.
 *
 * @param bundle the bundle that judges
 * @param device {@code auto}, {@code cpu} or {@code gpu}
 * @param falsePositiveRate the asked rate, in (0, 1)
 * @param images how many records the feed sends, at least 1
 * @param malformed share of them that is broken on its way, 0 to 1
 * @param seed of the replay's order
 * @param port the broker's port; any that is free when empty
 */
public record DemoPlan(
    Path bundle,
    String device,
    double falsePositiveRate,
    int images,
    double malformed,
    long seed,
    OptionalInt port) {}
