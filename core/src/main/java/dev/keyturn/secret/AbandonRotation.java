package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.rotation.GivenUp;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.State.Idle;
import dev.keyturn.rotation.Walk;
import java.util.Optional;

/// Gives a rotation up that is under way or was cancelled: AWSPENDING goes, and where the target
/// may have been touched it is made to agree with AWSCURRENT.
public final class AbandonRotation {
  private static final String ACTION = "keyturn:AbandonRotation";

  private final RotationParts parts;

  AbandonRotation(RotationParts parts) {
    this.parts = parts;
  }

  /// @param targetAgrees the caller's word that AWSCURRENT opens the target: needed where only the
  ///   user's own function knows the target
  public record Input(String secretId, Optional<Boolean> targetAgrees) {}

  Operation<Input, Stored, OperatorAnswer> row() {
    return new Operation<>(
        "AbandonRotation",
        Input.class,
        OperatorAnswer.class,
        WRITE,
        ACTION,
        parts.repository().lookup(ACTION, Input::secretId),
        this::handle);
  }

  OperatorAnswer handle(Call call, Stored found, Input input) {
    OperatorDecision abandon = (stored, rotation) -> decide(call, input, stored.secret(), rotation);
    return abandon.commit(parts, call, found);
  }

  private Placement decide(Call call, Input input, Secret secret, Rotation rotation) {
    GivenUp given =
        new GivenUp(
            call.at(),
            parts.isBuiltIn(secret),
            input.targetAgrees().orElse(false),
            Candidates.of(secret, rotation));
    require(given, secret, rotation);
    return Placement.givenUp(secret, rotation, rotation.after(given, Timetables.of(secret)));
  }

  private static void require(GivenUp given, Secret secret, Rotation rotation) {
    if (rotation.state() instanceof Idle) {
      throw new InvalidRequest("There is no rotation to abandon.");
    }
    if (rotation.inFlight() && isDone(secret, rotation)) {
      throw new InvalidRequest(
          "AWSCURRENT is on the rotation's version already: only its end is still to be recorded. Call RetryRotation.");
    }
    if (given.isTooEarly(rotation)) {
      throw new InvalidRequest(
          "A step of the rotation function is being done, and nobody can tell what it will have done to the target. Try again when it has ended, or call CancelRotateSecret first.");
    }
    if (given.needsWord(rotation) && !given.vouched()) {
      throw new InvalidRequest(
          "The target may hold another credential than AWSCURRENT's. See that AWSCURRENT opens it, then say so with TargetAgrees.");
    }
  }

  private static boolean isDone(Secret secret, Rotation rotation) {
    Optional<String> token = rotation.walk().map(Walk::token);
    return secret
        .labelled(Labels.CURRENT)
        .map(Version::id)
        .filter(id -> token.equals(Optional.of(id)))
        .isPresent();
  }
}
