package dev.keyturn.server;

import dev.keyturn.alarm.RotationWatch;
import dev.keyturn.rotation.Standing.Condition;
import dev.keyturn.rotators.target.TargetTrust;
import dev.keyturn.server.alarm.AlarmDelivery;
import dev.keyturn.server.alarm.Webhook;
import dev.keyturn.server.telemetry.Metrics;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What watches over rotations: counts for metrics always, alarms where somebody is to be told.
final class Watching implements AutoCloseable {
  private final RotationWatch watch;
  private final Optional<AlarmDelivery> delivery;

  /// @param ports with a place for alarms when the configuration names a webhook
  Watching(Config config, RotationWatch.Ports ports, Metrics metrics) {
    this.watch = new RotationWatch(ports);
    this.delivery =
        config
            .webhook()
            .flatMap(hook ->
                ports
                    .alarms()
                    .map(alarms ->
                        new AlarmDelivery(alarms, webhook(hook), ports.clock(), metrics::told)));
    count(metrics);
  }

  private static Webhook webhook(Config.AlarmWebhook hook) {
    return new Webhook(
        hook.url(),
        hook.secret(),
        hook.ca().map(file -> TargetTrust.of(Optional.of(file)).context()));
  }

  private void count(Metrics metrics) {
    for (Condition condition : Condition.values()) {
      metrics.gauge(
          "rotation.conditions",
          "Rotations with which this is wrong",
          Map.of("condition", condition.name().toLowerCase(Locale.ROOT)),
          () -> watch.count(condition));
    }
    metrics.gauge(
        "rotation.unsettled.longest.seconds",
        "For how long the longest unsettled rotation has been so",
        () -> watch.longestUnsettled().toSeconds());
    metrics.gauge("targets.silent", "Targets that do not answer", watch::silentTargets);
    metrics.gauge("alarms.untold", "Alarms that the webhook did not take yet", watch::untold);
  }

  RotationWatch watch() {
    return watch;
  }

  void start() {
    watch.start();
    delivery.ifPresent(AlarmDelivery::start);
  }

  @Override
  public void close() {
    watch.close();
    delivery.ifPresent(AlarmDelivery::close);
  }
}
