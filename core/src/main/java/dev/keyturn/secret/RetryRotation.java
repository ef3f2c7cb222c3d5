package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.State.Settling;

/// Goes on at once with a rotation that waits, also when it waits for an operator.
public final class RetryRotation {
  private static final String ACTION = "keyturn:RetryRotation";

  private final RotationParts parts;

  RetryRotation(RotationParts parts) {
    this.parts = parts;
  }

  public record Input(String secretId) {}

  Operation<Input, Stored, OperatorAnswer> row() {
    return new Operation<>(
        "RetryRotation",
        Input.class,
        OperatorAnswer.class,
        WRITE,
        ACTION,
        parts.repository().lookup(ACTION, Input::secretId),
        this::handle);
  }

  OperatorAnswer handle(Call call, Stored found, Input input) {
    OperatorDecision retry =
        (stored, rotation) -> {
          require(rotation);
          return new Placement(stored.secret(), rotation.rearmed(call.at()));
        };
    return retry.commit(parts, call, found);
  }

  private static void require(Rotation rotation) {
    if (!rotation.inFlight() && !(rotation.state() instanceof Settling)) {
      throw new InvalidRequest(
          rotation.walk().isPresent()
              ? "The rotation was cancelled, or nobody knows what the target holds. Call ResumeRotation to go on with it."
              : "There is no rotation to retry. Call RotateSecret to start one.");
    }
  }
}
