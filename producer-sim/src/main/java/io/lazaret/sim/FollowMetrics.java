package io.lazaret.sim;

import io.lazaret.sim.AuditReport.Kind;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The state of a law that is followed, as Prometheus sees it. All labels are bounded. */
final class FollowMetrics {
  private final MeterRegistry registry;
  private final Supplier<FollowState> state;

  private FollowMetrics(MeterRegistry registry, Supplier<FollowState> state) {
    this.registry = registry;
    this.state = state;
  }

  static void bind(MeterRegistry registry, Topics topics, Supplier<FollowState> state) {
    var metrics = new FollowMetrics(registry, state);
    metrics.counters(topics);
    metrics.findings();
    metrics.gauges(topics);
  }

  private void counters(Topics topics) {
    counter("inputs", "Input records read", Tags.empty(), now -> now.counts().inputs());
    counter(
        "settled",
        "Inputs with a route and a verdict",
        Tags.empty(),
        now -> now.counts().settled());
    counter(
        "not.judged",
        "Routes and verdicts of inputs before the start",
        Tags.empty(),
        now -> now.counts().notJudged());
    counter(
        "given.up",
        "Inputs that cannot be judged any more because outputs were lost unread",
        Tags.empty(),
        now -> now.counts().givenUp());
    for (String topic : topics.all()) {
      counter(
          "skipped.offsets",
          "Offsets that were gone before they were read",
          Tags.of("topic", topic),
          now -> now.skipped().getOrDefault(topic, 0L));
    }
  }

  private void findings() {
    for (Kind kind : Kind.values()) {
      counter(
          "findings",
          "Breaks of the law",
          Tags.of("kind", kind.code()),
          now -> now.counts().findings().get(kind));
    }
    String late = "Routes and verdicts that came after they had been called missing";
    counter("late", late, Tags.of("missing", "route"), now -> now.counts().lateRoutes());
    counter("late", late, Tags.of("missing", "verdict"), now -> now.counts().lateVerdicts());
  }

  private void gauges(Topics topics) {
    gauge(
        "open.inputs",
        "Inputs without a route or a verdict",
        Tags.empty(),
        now -> now.counts().open());
    String overdue = "Inputs that have been open for longer than the grace";
    gauge(
        "overdue.inputs",
        overdue,
        Tags.of("missing", "route"),
        now -> now.counts().overdueRoutes());
    gauge(
        "overdue.inputs",
        overdue,
        Tags.of("missing", "verdict"),
        now -> now.counts().overdueVerdicts());
    gauge(
        "oldest.open.seconds",
        "Time since the oldest open input was read",
        Tags.empty(),
        FollowState::oldestOpenSeconds);
    gauge(
        "early.outputs",
        "Routes and verdicts whose input has not been read yet",
        Tags.empty(),
        now -> now.counts().early());
    for (String topic : topics.all()) {
      gauge(
          "lag.records",
          "Offsets that are committed and not read yet",
          Tags.of("topic", topic),
          now -> now.lag().getOrDefault(topic, 0L));
    }
    gauge(
        "last.read.timestamp.seconds",
        "When Kafka last answered, in seconds since the epoch",
        Tags.empty(),
        now -> now.lastRead().toEpochMilli() / 1e3);
    gauge(
        "held.back",
        "Whether reading inputs waits for outputs",
        Tags.empty(),
        now -> now.heldBack() ? 1 : 0);
  }

  private void counter(
      String name, String description, Tags tags, ToDoubleFunction<FollowState> value) {
    FunctionCounter.builder("lazaret.audit." + name, state, each -> value.applyAsDouble(each.get()))
        .description(description)
        .tags(tags)
        .register(registry);
  }

  private void gauge(
      String name, String description, Tags tags, ToDoubleFunction<FollowState> value) {
    Gauge.builder("lazaret.audit." + name, state, each -> value.applyAsDouble(each.get()))
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }
}
