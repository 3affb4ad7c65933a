package io.lazaret.app.topology;

import io.lazaret.core.detect.Verdict;
import io.lazaret.core.wire.VerdictEvent;

/**
 * A verdict and how long it took.
 *
 * @param timings in microseconds; not part of what a replay must reproduce
 */
public record Judgement(Verdict verdict, VerdictEvent.Timings timings) {}
