package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.rotation.Restoration;
import dev.keyturn.rotation.Rotation;
import java.util.Optional;

/// Makes the target hold AWSCURRENT's credential again, or AWSPREVIOUS's, which then becomes
/// AWSCURRENT: for a target that was restored from a backup, or whose password somebody changed by
/// hand. A rotation that is under way is given up.
public final class RestoreTarget {
  private static final String ACTION = "keyturn:RestoreTarget";

  private final RotationParts parts;

  RestoreTarget(RotationParts parts) {
    this.parts = parts;
  }

  /// @param versionStage by default AWSCURRENT
  public record Input(String secretId, Optional<String> versionStage) {}

  Operation<Input, Stored, OperatorAnswer> row() {
    return new Operation<>(
        "RestoreTarget",
        Input.class,
        OperatorAnswer.class,
        WRITE,
        ACTION,
        parts.repository().lookup(ACTION, Input::secretId),
        this::handle);
  }

  OperatorAnswer handle(Call call, Stored found, Input input) {
    OperatorDecision restore = (stored, rotation) -> decide(call, input, stored.secret(), rotation);
    return restore.commit(parts, call, found);
  }

  private Placement decide(Call call, Input input, Secret secret, Rotation rotation) {
    if (!parts.isBuiltIn(secret)) {
      throw new InvalidRequest(
          "Only a built-in rotation function can restore a target. Set the target's password by hand to that of AWSCURRENT, or put what it has into the secret with PutSecretValue.");
    }
    String label = input.versionStage().orElse(Labels.CURRENT);
    Version version =
        secret
            .labelled(label)
            .filter(Version::hasValue)
            .orElseThrow(() ->
                new InvalidRequest("No version with a value has the label %s.".formatted(label)));
    Restoration wanted =
        new Restoration(
            call.at(), version.id(), label.equals(Labels.CURRENT), Candidates.of(secret, rotation));
    return Placement.givenUp(secret, rotation, rotation.after(wanted));
  }
}
