package dev.keyturn.alarm;

import dev.keyturn.alarm.Alarm.Cause;
import dev.keyturn.engine.RotationListener;
import dev.keyturn.identity.Arn;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.Standing;
import dev.keyturn.rotation.Standing.Condition;
import dev.keyturn.secret.RotationRepository;
import dev.keyturn.secret.RotationTarget;
import dev.keyturn.secret.SecretKey;
import dev.keyturn.secret.SecretRepository;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps in mind what is wrong with rotations, and raises and clears alarms for it. One thread
/// walks through all rotations in rounds, because time and operations change them too, and looks at
/// once at what the engine changed; it only ever judges what it reads from the store.
///
/// A test cranks it by hand with [#round()]; the program calls [#start()] and [#close()].
public final class RotationWatch implements RotationListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RotationWatch.class);
  private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(30);

  /// Between two pages: a walk through very many rotations is to leave the processor to others.
  private static final Duration BREATH = Duration.ofMillis(100);

  private static final int PAGE = 100;

  private final Ports ports;
  private final Map<SecretKey, Standing> wrong = new ConcurrentHashMap<>();
  private final SilentTargets silent = new SilentTargets();
  private final Set<SecretKey> changed = ConcurrentHashMap.newKeySet();
  private final Semaphore woken = new Semaphore(0);
  private Set<String> raised = new HashSet<>();
  private volatile int untold;
  private volatile boolean closed;
  private Optional<Thread> thread = Optional.empty();

  public RotationWatch(Ports ports) {
    this.ports = ports;
  }

  /// What it looks at.
  ///
  /// @param alarms where alarms are raised; empty: nobody is to be told, and it only counts
  public record Ports(
      RotationRepository rotations,
      SecretRepository secrets,
      RotationTarget.Reader targets,
      InstantSource clock,
      Optional<Alarms> alarms) {}

  /// Watches from now on, until [#close()].
  public void start() {
    thread = Optional.of(Thread.ofVirtual().name("rotation-watch").start(this::run));
  }

  @Override
  public void close() {
    closed = true;
    woken.release();
    thread.ifPresent(it -> {
      try {
        it.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    });
  }

  @Override
  public void changed(Rotation before, Rotation after) {
    Instant now = ports.clock.instant();
    if (!before.standing(now).conditions().equals(after.standing(now).conditions())) {
      Arn.parse(after.secretArn()).map(SecretKey::of).ifPresent(changed::add);
      woken.release();
    }
  }

  @Override
  public void targetSilent(String target, String text) {
    silent.heardNothing(target, text, ports.clock.instant());
    woken.release();
  }

  @Override
  public void targetAnswered(String target) {
    if (silent.heard(target)) {
      woken.release();
    }
  }

  /// How many rotations this is wrong with.
  public long count(Condition condition) {
    return wrong.values().stream().filter(it -> it.conditions().contains(condition)).count();
  }

  /// For how long the longest of them has been unsettled; nothing when none is.
  public Duration longestUnsettled() {
    Instant now = ports.clock.instant();
    return wrong.values().stream()
        .flatMap(it -> it.unsettledSince().stream())
        .min(Instant::compareTo)
        .map(since -> Duration.between(since, now))
        .filter(age -> !age.isNegative())
        .orElse(Duration.ZERO);
  }

  /// How many targets do not answer.
  public int silentTargets() {
    return silent.size();
  }

  /// How many alarms nobody could be told of yet.
  public int untold() {
    return untold;
  }

  private void run() {
    while (!closed) {
      guarded(this::round);
      long end = System.nanoTime() + BETWEEN_ROUNDS.toNanos();
      while (!closed && System.nanoTime() < end) {
        pause(Duration.ofNanos(end - System.nanoTime()));
        guarded(this::lookAtChanged);
      }
    }
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException broken) {
      // Whatever it is, the next round looks again.
      LOG.warn("Rotations could not be watched: {}", broken.toString());
    }
  }

  private void pause(Duration most) {
    try {
      if (woken.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS)) {
        woken.drainPermits();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  /// Looks at every rotation once.
  void round() {
    Set<SecretKey> known = new HashSet<>(wrong.keySet());
    ports.alarms.ifPresent(alarms -> {
      List<Alarm> all = alarms.raised();
      silent.adopt(all, ports.clock.instant());
      raised = all.stream().map(Alarm::key).collect(Collectors.toCollection(HashSet::new));
      all.stream()
          .flatMap(alarm -> Arn.parse(alarm.subject()).stream())
          .map(SecretKey::of)
          .forEach(known::add);
    });
    lookAtChanged();
    known.forEach(this::look);
    lookAtAll(known);
    ports.alarms.ifPresent(alarms -> untold = alarms.untold());
  }

  private void lookAtAll(Set<SecretKey> looked) {
    Instant now = ports.clock.instant();
    Predicate<RotationRepository.Keyed> isNew =
        it -> !looked.contains(it.key()) && !it.rotation().standing(now).conditions().isEmpty();
    List<RotationRepository.Keyed> page = ports.rotations.page("", PAGE);
    while (!page.isEmpty()) {
      page.stream().filter(isNew).forEach(it -> look(it.key()));
      page = page.size() < PAGE || closed ? List.of() : pageAfter(page.getLast());
    }
  }

  private List<RotationRepository.Keyed> pageAfter(RotationRepository.Keyed last) {
    pause(BREATH);
    lookAtChanged();
    return ports.rotations.page(last.key().text(), PAGE);
  }

  /// Looks at what the engine changed since, and at targets.
  void lookAtChanged() {
    ports.alarms.ifPresent(alarms -> silent.tell(alarms, ports.clock.instant()));
    for (SecretKey key : List.copyOf(changed)) {
      changed.remove(key);
      look(key);
    }
  }

  private void look(SecretKey key) {
    Instant now = ports.clock.instant();
    Optional<Rotation> rotation = ports.rotations.get(key).map(RotationRepository.Found::rotation);
    Optional<Standing> standing =
        rotation.map(it -> it.standing(now)).filter(it -> !it.conditions().isEmpty());
    standing.ifPresentOrElse(it -> wrong.put(key, it), () -> wrong.remove(key));
    ports.alarms.ifPresent(alarms -> {
      for (Condition condition : Condition.values()) {
        Cause cause = Cause.valueOf(condition.name());
        if (standing.filter(it -> it.conditions().contains(condition)).isEmpty()) {
          clear(alarms, cause, key, now);
        } else {
          raise(alarms, cause, key, rotation.orElseThrow(), now);
        }
      }
    });
  }

  private void clear(Alarms alarms, Cause cause, SecretKey key, Instant now) {
    String subject = key.arn().toString();
    if (raised.remove(Alarm.key(cause, subject))) {
      alarms.clear(cause, subject, now);
    }
  }

  private void raise(Alarms alarms, Cause cause, SecretKey key, Rotation rotation, Instant now) {
    Standing standing = rotation.standing(now);
    String alarm = Alarm.key(cause, key.arn().toString());
    if (!raised.contains(alarm)
        && new Ripe(rotation, standing, now).is(cause)
        && !standsForIt(cause, key)) {
      alarms.raise(new AlarmText(rotation, standing, now).of(cause));
      raised.add(alarm);
    }
  }

  /// Whether the alarm of its target stands for it: but not for what may lock readers out.
  private boolean standsForIt(Cause cause, SecretKey key) {
    return cause != Cause.UNSETTLED && silent.size() > 0 && silent.contains(target(key));
  }

  private String target(SecretKey key) {
    return ports
        .secrets
        .get(key)
        .flatMap(stored -> ports.targets.read(stored).address())
        .orElseGet(key::text);
  }
}
