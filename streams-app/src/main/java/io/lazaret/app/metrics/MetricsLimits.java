package io.lazaret.app.metrics;

/**
 * What bounds the metrics.
 *
 * @param feeds how many feeds are told apart; the others count together
 * @param driftImages how many cleared images of one modality and feed a drift test looks at before
 *     the next one begins
 * @param driftErrorRate how often a test calls drift what is none, in (0, 0.5]
 */
public record MetricsLimits(int feeds, int driftImages, double driftErrorRate) {}
