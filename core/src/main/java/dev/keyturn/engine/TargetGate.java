package dev.keyturn.engine;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Care for targets: only a few rotations at a time against one, and none but those that must go on
/// against one that does not answer. Thread-safe.
final class TargetGate {
  /// After how many unanswered steps in a row a target counts as down.
  static final int BREAKS_AFTER = 3;

  /// How long a target that is down is left alone between two looks.
  static final Duration LEFT_ALONE = Duration.ofSeconds(60);

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATEST = Duration.ofSeconds(60);
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration USUAL_STAY = Duration.ofMillis(100);
  private static final String SILENT =
      "The target %s did not answer %d times in a row: rotations of its secrets wait until it does.";
  private static final Set<FailureClass> NO_ANSWER =
      Set.of(FailureClass.UNREACHABLE, FailureClass.TIMEOUT);

  private final int limit;
  private final RotationListener listener;
  private final Map<String, Target> targets = new HashMap<>();

  TargetGate(int limit, RotationListener listener) {
    this.limit = limit;
    this.listener = listener;
  }

  private static final class Target {
    private int inside;
    private Duration stay = USUAL_STAY;
    private final Queue settled = new Queue(LATEST);
    private final Queue unsettled = new Queue(SOON);
    private int unanswered;
    private Optional<Instant> closedUntil = Optional.empty();

    boolean isIdle(Instant now) {
      return inside == 0 && unanswered == 0 && !settled.last.isAfter(now);
    }

    Duration place(boolean ofUnsettled, int limit, Instant now) {
      return (ofUnsettled ? unsettled : settled).place(stay.dividedBy(limit), now);
    }

    void left(Duration stayed) {
      inside--;
      stay = stay.multipliedBy(7).plus(stayed).dividedBy(8);
    }
  }

  /// Those that wait come back one after the other, as fast as places have become free lately:
  /// sooner, and they would be claimed and put back all the time; later, and places would stay
  /// empty.
  private static final class Queue {
    private final Duration longest;
    private Instant last = Instant.MIN;

    Queue(Duration longest) {
      this.longest = longest;
    }

    Duration place(Duration pace, Instant now) {
      Instant next = (last.isAfter(now) ? last : now).plus(pace);
      Instant latest = now.plus(longest);
      last = next.isBefore(latest) ? next : latest;
      Duration wait = Duration.between(now, last);
      return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
    }
  }

  /// Lets a rotation in, or says how long it is to stay away.
  ///
  /// @param unsettled the target may hold what AWSCURRENT does not say: it is always looked at
  synchronized Optional<Duration> enter(String name, boolean unsettled, Instant now) {
    Target target = targets.computeIfAbsent(name, _ -> new Target());
    if (!unsettled && target.closedUntil.filter(now::isBefore).isPresent()) {
      return Optional.of(Duration.between(now, target.closedUntil.orElseThrow()).plus(SOON));
    }
    if (target.inside >= limit) {
      return Optional.of(target.place(unsettled, limit, now));
    }
    // Of those that wait for a target that was down, one looks first.
    target.closedUntil = target.closedUntil.map(_ -> now.plus(LEFT_ALONE));
    target.inside++;
    return Optional.empty();
  }

  /// A rotation that was let in is out again.
  synchronized void leave(String name, Instant entered, Instant now) {
    Target target = targets.get(name);
    if (target == null) {
      return;
    }
    target.left(Duration.between(entered, now));
    if (target.isIdle(now)) {
      targets.remove(name);
    }
  }

  /// What a step met. One alarm is raised when a target stops answering, whatever number of secrets
  /// it has.
  void report(String name, Outcome outcome, Instant now) {
    int unanswered = unanswered(name, outcome, now);
    if (unanswered == 0) {
      listener.targetAnswered(name);
    }
    if (unanswered >= BREAKS_AFTER) {
      listener.targetSilent(name, SILENT.formatted(name, unanswered));
    }
    if (unanswered == BREAKS_AFTER) {
      listener.alarm(name, SILENT.formatted(name, unanswered));
    }
  }

  /// Whether it did not answer for so often that those who wait for it know why.
  synchronized boolean isDown(String name) {
    Target target = targets.get(name);
    return target != null && target.unanswered >= BREAKS_AFTER;
  }

  private synchronized int unanswered(String name, Outcome outcome, Instant now) {
    Target target = targets.computeIfAbsent(name, _ -> new Target());
    boolean answered =
        !(outcome instanceof Outcome.Failed failed && NO_ANSWER.contains(failed.failureClass()));
    if (answered) {
      target.unanswered = 0;
      target.closedUntil = Optional.empty();
      return 0;
    }
    target.unanswered++;
    if (target.unanswered >= BREAKS_AFTER) {
      target.closedUntil = Optional.of(now.plus(LEFT_ALONE));
    }
    return target.unanswered;
  }
}
