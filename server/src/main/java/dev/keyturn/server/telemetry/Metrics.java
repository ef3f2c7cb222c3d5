package dev.keyturn.server.telemetry;

import dev.keyturn.engine.RotationListener;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.rotation.Walk;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/// What is counted and measured, in Prometheus' form. Thread-safe. No label holds the name of a
/// secret, of a target or of a user: whoever may look at metrics may not look at those.
public final class Metrics implements RotationListener, AutoCloseable {
  /// Few, because every operation has them for every code.
  private static final Duration[] BUCKETS =
      LongStream.of(
              250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000, 1_000_000,
              5_000_000)
          .mapToObj(micros -> Duration.of(micros, ChronoUnit.MICROS))
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentHashMap<Request, Timer> requests = new ConcurrentHashMap<>();
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Timer commits =
      Timer.builder("keyturn.store.commits")
          .description("Durable commits")
          .serviceLevelObjectives(BUCKETS)
          .register(registry);

  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    collections.bindTo(registry);
  }

  /// A kind of request: few enough to keep a timer for each.
  private record Request(String service, String operation, String code) {}

  /// An answer has left.
  ///
  /// @param operation `unknown` for what clients made up
  /// @param code AWS's code, or `OK`
  public void answered(String service, String operation, String code, long nanos) {
    requests
        .computeIfAbsent(new Request(service, operation, code), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Request request) {
    return Timer.builder("keyturn.requests")
        .description("Requests by operation and AWS's code")
        .tags("service", request.service, "operation", request.operation, "code", request.code)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /// A commit has ended.
  void committed(long nanos) {
    commits.record(nanos, TimeUnit.NANOSECONDS);
  }

  /// A number that is asked for when somebody looks.
  public void gauge(String name, String description, Supplier<Number> value) {
    gauge(name, description, Map.of(), value);
  }

  /// The same with labels.
  public void gauge(
      String name, String description, Map<String, String> labels, Supplier<Number> value) {
    Tags tags =
        Tags.of(labels.entrySet().stream().map(it -> Tag.of(it.getKey(), it.getValue())).toList());
    Gauge.builder("keyturn." + name, value).description(description).tags(tags).register(registry);
  }

  @Override
  public void stepEnded(String secretArn, StepRecord step) {
    String failure = step.failure().map(it -> it.name().toLowerCase(Locale.ROOT)).orElse("none");
    Timer.builder("keyturn.rotation.steps")
        .description("Steps of rotations by result and class of failure")
        .tags("step", step.step().wireName(), "result", lower(step.result()), "failure", failure)
        .register(registry)
        .record(Duration.between(step.started(), step.ended()));
  }

  @Override
  public void rotated(String secretArn, Walk walk) {
    counter("keyturn.rotations", "Rotations that ended, by kind", "kind", lower(walk.kind()))
        .increment();
  }

  @Override
  public void changed(Rotation before, Rotation after) {
    int announced = before.abandonments().size() - after.abandonments().size();
    if (announced > 0) {
      counter("keyturn.rotations.abandoned", "Rotations that were given up").increment(announced);
    }
  }

  /// An alarm was sent to the webhook.
  public void told(boolean taken) {
    counter(
            "keyturn.alarms.sent",
            "Alarms sent to the webhook",
            "result",
            taken ? "taken" : "refused")
        .increment();
  }

  @Override
  public void alarm(String subject, String text) {
    counter("keyturn.rotation.alarms", "Causes that somebody has to look at").increment();
  }

  private Counter counter(String name, String description, String... tags) {
    return Counter.builder(name).description(description).tags(tags).register(registry);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /// The page that Prometheus reads.
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
