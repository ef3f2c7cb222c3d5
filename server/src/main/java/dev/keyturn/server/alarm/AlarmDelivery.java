package dev.keyturn.server.alarm;

import dev.keyturn.alarm.Alarms;
import dev.keyturn.alarm.Alarms.Claimed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the webhook what is to be told, one alarm after the other, and again what it did not take:
/// at least once, for as long as it takes.
///
/// A test cranks it by hand with [#deliverDue()]; the program calls [#start()] and [#close()].
public final class AlarmDelivery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmDelivery.class);

  /// Longer than a try may take.
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final List<Duration> DELAYS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10));

  private final Alarms alarms;
  private final Webhook webhook;
  private final InstantSource clock;
  private final Consumer<Boolean> tried;
  private Optional<Thread> thread = Optional.empty();

  /// @param tried is told of each try whether the webhook took it
  public AlarmDelivery(
      Alarms alarms, Webhook webhook, InstantSource clock, Consumer<Boolean> tried) {
    this.alarms = alarms;
    this.webhook = webhook;
    this.clock = clock;
    this.tried = tried;
  }

  /// Tells from now on, until [#close()].
  public void start() {
    thread = Optional.of(Thread.ofVirtual().name("alarm-delivery").start(this::run));
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          deliverDue();
        } catch (RuntimeException broken) {
          LOG.warn("Alarms could not be looked for: {}", broken.toString());
        }
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException _) {
      // The server stops: what is not told yet is told after the next start.
    }
  }

  /// Tells everything that is to be told now.
  void deliverDue() throws InterruptedException {
    for (Optional<Claimed> next = claim(); next.isPresent(); next = claim()) {
      deliver(next.get());
    }
  }

  private Optional<Claimed> claim() {
    return alarms.claim(clock.instant(), LEASE);
  }

  private void deliver(Claimed claimed) throws InterruptedException {
    Optional<String> refused = webhook.tell(claimed.alarm(), clock.instant());
    tried.accept(refused.isEmpty());
    if (refused.isEmpty()) {
      alarms.told(claimed);
      return;
    }
    int tries = claimed.alarm().tries();
    Instant again = clock.instant().plus(DELAYS.get(Math.min(tries, DELAYS.size() - 1)));
    LOG.warn(
        "The webhook at {} did not take an alarm of {} ({}); again at {}",
        webhook.place(),
        claimed.alarm().subject(),
        refused.get(),
        again);
    alarms.postponed(claimed, again);
  }

  @Override
  public void close() {
    thread.ifPresent(Thread::interrupt);
    webhook.close();
  }
}
