package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.State.Cancelled;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.Walk;
import java.util.Optional;

/// Goes on with a rotation that was cancelled, or after which nobody knows what the target holds:
/// it is turned on again and walks from the first step with its own token.
public final class ResumeRotation {
  private static final String ACTION = "keyturn:ResumeRotation";

  private final RotationParts parts;

  ResumeRotation(RotationParts parts) {
    this.parts = parts;
  }

  public record Input(String secretId) {}

  Operation<Input, Stored, OperatorAnswer> row() {
    return new Operation<>(
        "ResumeRotation",
        Input.class,
        OperatorAnswer.class,
        WRITE,
        ACTION,
        parts.repository().lookup(ACTION, Input::secretId),
        this::handle);
  }

  OperatorAnswer handle(Call call, Stored found, Input input) {
    OperatorDecision resume =
        (stored, rotation) ->
            new Placement(resumed(stored.secret(), rotation), rotation.rearmed(call.at()));
    return resume.commit(parts, call, found);
  }

  private static Secret resumed(Secret secret, Rotation rotation) {
    if (!(rotation.state() instanceof Cancelled || rotation.state() instanceof TargetUnknown)) {
      throw new InvalidRequest(
          rotation.walk().isPresent()
              ? "The rotation is under way already. Call RetryRotation to have it tried at once."
              : "There is no rotation to resume. Call RotateSecret to start one.");
    }
    String token = rotation.walk().map(Walk::token).orElseThrow();
    requireItsPlace(secret, token);
    return enabled(secret.label(Labels.PENDING, token));
  }

  private static void requireItsPlace(Secret secret, String token) {
    Optional<String> pending = Placement.leftOver(secret).map(Version::id);
    if (pending.filter(other -> !other.equals(token)).isPresent()) {
      throw new InvalidRequest(
          "AWSPENDING is on version %s, and the rotation was of version %s. Remove that label with UpdateSecretVersionStage first, or call AbandonRotation."
              .formatted(pending.get(), token));
    }
    if (secret.version(token).isEmpty()) {
      throw new InvalidRequest(
          "Version %s, which the rotation was of, is gone. Call AbandonRotation.".formatted(token));
    }
  }

  private static Secret enabled(Secret secret) {
    return secret
        .rotation()
        .map(settings -> secret.withRotation(settings.enabled(true)))
        .orElse(secret);
  }
}
