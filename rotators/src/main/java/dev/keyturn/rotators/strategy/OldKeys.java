package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.KeySession;
import dev.keyturn.rotators.target.KeySession.HeldKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys of the user that AWSCURRENT does not name: what the rotation before left to those who
/// had not read yet, and what a crash left.
record OldKeys(KeyRun run, KeySecret current, KeySession master) {
  private static final Logger LOG = LoggerFactory.getLogger(OldKeys.class);
  private static final String UNUSED = "KEYTURN_UNUSED_MINUTES";
  private static final long USUAL_MINUTES = 60;

  /// As long as the label takes to follow a new key, and clients to read it.
  private static final Duration FOLLOWING = Duration.ofMinutes(1);

  /// Makes room for a new key: switched off first, looked at once more, then deleted.
  void remove() throws StepFailed {
    for (HeldKey old : find()) {
      requireUnused(old);
      run.requireUnderWay(current);
      master.setActive(current.user(), old.id(), false);
      requireStillOld(old);
      master.delete(current.user(), old.id());
      LOG.info("Access key {} of user {} was deleted", old.id(), current.user());
    }
  }

  /// What a rotation would do, in words.
  String plan() throws StepFailed {
    List<HeldKey> old = find();
    for (HeldKey each : old) {
      requireUnused(each);
    }
    return old.isEmpty()
        ? "A second access key would be made"
        : "Access key %s would make room for a new one".formatted(old.getFirst().id());
  }

  private List<HeldKey> find() throws StepFailed {
    List<HeldKey> old = new ArrayList<>(master.keys(current.user()));
    if (!old.removeIf(it -> it.id().equals(current.key().id()))) {
      throw new StepFailed(
          MISCONFIGURED,
          "User %s does not hold the access key %s of AWSCURRENT"
              .formatted(current.user(), current.key().id()),
          "See that the secret and its master secret belong to the same account.");
    }
    return old;
  }

  /// Somebody took the label back while the key was being switched off.
  private void requireStillOld(HeldKey old) throws StepFailed {
    try {
      run.requireUnderWay(current);
    } catch (StepFailed changed) {
      if (old.active()) {
        master.setActive(current.user(), old.id(), true);
      }
      throw changed;
    }
  }

  /// A key that was used after its successor was there, and not long ago, is somebody's who would
  /// be refused.
  private void requireUnused(HeldKey old) throws StepFailed {
    Optional<Instant> used = master.lastUsed(old.id());
    Duration unused = Duration.ofMinutes(unusedMinutes());
    if (used.isEmpty() || unused.isZero() || !old.active()) {
      return;
    }
    Instant promoted = created(current.key().id()).plus(FOLLOWING);
    boolean recently = used.get().isAfter(run.now().minus(unused));
    if (used.get().isAfter(promoted) && recently) {
      throw new StepFailed(
          NOT_ALLOWED,
          "Access key %s of user %s was still used at %s, after AWSCURRENT had another"
              .formatted(old.id(), current.user(), used.get()),
          "Find who does not read the secret again (GetAccessKeyLastUsed tells the service). It is"
              + " tried again by itself and goes on once the key was unused for %d minutes (%s)."
                  .formatted(unused.toMinutes(), UNUSED));
    }
  }

  private Instant created(String keyId) throws StepFailed {
    return master.keys(current.user()).stream()
        .filter(it -> it.id().equals(keyId))
        .map(HeldKey::created)
        .findFirst()
        .orElse(Instant.MAX.minus(FOLLOWING));
  }

  private long unusedMinutes() throws StepFailed {
    String text = run.context().environment().getOrDefault(UNUSED, "" + USUAL_MINUTES).strip();
    try {
      return Math.clamp(Long.parseLong(text), 0, 525_600);
    } catch (NumberFormatException _) {
      throw new StepFailed(
          MISCONFIGURED,
          "The function's variable %s is not a number".formatted(UNUSED),
          "Set it to a number of minutes, or remove it for %d.".formatted(USUAL_MINUTES));
    }
  }
}
