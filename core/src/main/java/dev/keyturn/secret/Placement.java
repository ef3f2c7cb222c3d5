package dev.keyturn.secret;

import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.State.Idle;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.Walk;
import dev.keyturn.schedule.Window;
import dev.keyturn.secret.Secret.RotationSettings;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;

/// A secret and its rotation after a step that concerns both; they are committed together.
///
/// Here is the one way into a rotation, for RotateSecret and for the schedule, and the one way out.
public record Placement(Secret secret, Rotation rotation) {

  /// The version that an earlier rotation left pending: AWSPENDING on another version than
  /// AWSCURRENT's.
  public static Optional<Version> leftOver(Secret secret) {
    return secret
        .labelled(Labels.PENDING)
        .filter(version -> !version.labels().contains(Labels.CURRENT));
  }

  /// Places a rotation that begins at once: a version without a value under the walk's token, which
  /// carries AWSPENDING. Whoever reads that version is told that it is not there.
  public static Placement begin(Secret secret, Rotation rotation, Walk walk, Instant now) {
    return begin(
        secret, rotation, walk, new Version(walk.token(), now, new TreeSet<>(), Optional.empty()));
  }

  /// The same with a version that has a value already.
  static Placement begin(Secret secret, Rotation rotation, Walk walk, Version version) {
    Secret with = secret.version(version.id()).isPresent() ? secret : secret.with(version);
    return new Placement(
        with.label(Labels.PENDING, version.id()).changedAt(version.created()),
        rotation.begin(walk, version.created()));
  }

  /// The same, with the first step begun.
  public Placement entered(Instant now) {
    return new Placement(secret, rotation.enter(now));
  }

  /// AWSPENDING goes from the version of a rotation that has ended, and the secret shows when it
  /// rotates next.
  ///
  /// @param rotated when it succeeded; empty when it was a test or was abandoned
  public static Placement end(
      Secret secret, Rotation rotation, String token, Optional<Instant> rotated) {
    Secret without = withoutPending(secret, token);
    Secret changed = rotated.map(without::changedAt).orElse(without);
    return new Placement(scheduled(changed, rotation, rotated), rotation);
  }

  /// AWSPENDING moves from a version whose password the target rejects to a new one.
  public static Placement replace(Secret secret, Rotation rotation, String newToken, Instant now) {
    Version version = new Version(newToken, now, new TreeSet<>(), Optional.empty());
    return new Placement(
        secret.with(version).label(Labels.PENDING, newToken).changedAt(now), rotation);
  }

  /// The target holds what AWSCURRENT says: AWSCURRENT moves to the version that it was brought to,
  /// where that is another one.
  public static Placement settled(
      Secret secret, Rotation rotation, Optional<String> goal, Instant now) {
    Secret moved =
        goal.filter(version -> secret.version(version).isPresent())
            .map(version -> secret.label(Labels.CURRENT, version).changedAt(now))
            .orElse(secret);
    return new Placement(scheduled(moved, rotation, Optional.empty()), rotation);
  }

  /// What was under way was given up: AWSPENDING goes.
  static Placement givenUp(Secret secret, Rotation before, Rotation after) {
    Secret without = before.walk().map(walk -> withoutPending(secret, walk.token())).orElse(secret);
    return new Placement(scheduled(without, after, Optional.empty()), after);
  }

  /// The secret without AWSPENDING on this version.
  static Secret withoutPending(Secret secret, String token) {
    return secret
        .labelled(Labels.PENDING)
        .filter(version -> version.id().equals(token))
        .map(_ -> secret.unlabel(Labels.PENDING))
        .orElse(secret);
  }

  /// The secret with the next rotation date that its rotation says. While one is under way, the
  /// date stays as it is, even when it passes.
  public static Secret scheduled(Secret secret, Rotation rotation, Optional<Instant> rotated) {
    return secret
        .rotation()
        .map(settings -> secret.withRotation(scheduled(settings, rotation, rotated)))
        .orElse(secret);
  }

  private static RotationSettings scheduled(
      RotationSettings settings, Rotation rotation, Optional<Instant> rotated) {
    boolean shows = rotation.state() instanceof Idle || rotation.state() instanceof TargetUnknown;
    return new RotationSettings(
        settings.enabled(),
        settings.functionArn(),
        settings.rules(),
        settings.superuser(),
        rotated.or(settings::lastRotated),
        shows ? rotation.next().map(Window::latest) : settings.next());
  }
}
