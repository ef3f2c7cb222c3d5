package dev.keyturn.secret;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.rotation.Cancellation;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.Walk;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.secret.RotationRepository.Found;
import dev.keyturn.secret.Secret.RotationSettings;
import java.util.List;
import java.util.Optional;

/// Turns rotation off. Nothing new starts; what may have changed the target is led to its end where
/// the function is built in. AWSPENDING stays, so that RotateSecret can go on with it.
public final class CancelRotateSecret {
  private final RotationParts parts;

  CancelRotateSecret(RotationParts parts) {
    this.parts = parts;
  }

  public record Input(String secretId) {}

  /// @param versionId the version that a rotation has left pending
  public record Output(String arn, String name, Optional<String> versionId) {}

  Output handle(Call call, Stored found, Input input) {
    return parts.repository().change(found, stored -> decide(call, stored));
  }

  private Change<Output> decide(Call call, Stored stored) {
    Secret secret = stored.secret();
    Given.requireAlive(secret);
    RotationSettings settings =
        secret
            .rotation()
            .orElseThrow(() ->
                new InvalidRequest(
                    "You can't cancel rotation because it was never turned on for this"
                        + " secret."));
    Optional<Found> before = parts.rotations().get(stored.key());
    Secret off = withoutTest(secret, before).withRotation(disabled(settings));
    Output answer =
        new Output(secret.arn(), secret.name(), Placement.leftOver(off).map(Version::id));
    return before
        .map(found -> cancelled(call, stored, found))
        .map(next ->
            Change.to(off.changedAt(call.at()), answer)
                .and(List.of(RotationRepository.put(stored.key(), before, next))))
        .orElseGet(() -> Change.to(off.changedAt(call.at()), answer));
  }

  private Rotation cancelled(Call call, Stored stored, Found found) {
    return found.rotation().after(new Cancellation(call.at(), parts.isBuiltIn(stored.secret())));
  }

  /// A test takes its label away, also when it is cancelled.
  private static Secret withoutTest(Secret secret, Optional<Found> found) {
    return found
        .flatMap(it -> it.rotation().walk())
        .filter(walk -> walk.kind() == Kind.TEST)
        .map(Walk::token)
        .map(token -> Placement.withoutPending(secret, token))
        .orElse(secret);
  }

  private static RotationSettings disabled(RotationSettings settings) {
    return new RotationSettings(
        false,
        settings.functionArn(),
        settings.rules(),
        settings.superuser(),
        settings.lastRotated(),
        Optional.empty());
  }
}
