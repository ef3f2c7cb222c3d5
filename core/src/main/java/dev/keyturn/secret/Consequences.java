package dev.keyturn.secret;

import dev.keyturn.operation.Call;
import dev.keyturn.secret.RotationHook.Followed;
import dev.keyturn.secret.RotationHook.Occurrence;
import dev.keyturn.secret.VersionLimits.Collected;
import dev.keyturn.store.Write;
import java.util.List;
import java.util.function.Function;

/// What every change of versions and labels brings with it, in the same commit: rotation's part,
/// the limits, the collection of old versions, and the date of the change.
final class Consequences {
  private final RotationHook rotation;

  Consequences(RotationHook rotation) {
    this.rotation = rotation;
  }

  /// Completes a change.
  ///
  /// @param writes what the change itself writes beside the secret
  /// @param answer what the caller is told about the secret that results
  <T> Change<T> of(
      Call call, Occurrence occurrence, List<Write> writes, Function<Secret, T> answer) {
    VersionLimits.requireLabels(call, occurrence.before().secret(), occurrence.after());
    Followed followed = rotation.follow(call, occurrence);
    SecretKey key = occurrence.before().key();
    Collected collected =
        VersionLimits.collect(key, followed.secret(), () -> rotation.kept(key), call.at());
    Secret result = collected.secret().changedAt(call.at());
    return Change.to(result, answer.apply(result))
        .and(writes)
        .and(followed.writes())
        .and(collected.writes());
  }
}
