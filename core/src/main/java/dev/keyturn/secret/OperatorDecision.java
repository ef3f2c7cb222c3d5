package dev.keyturn.secret;

import dev.keyturn.operation.Call;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.secret.RotationRepository.Found;
import java.util.List;
import java.util.Optional;

/// What an operator decides about the rotation of a secret: committed together with what it means
/// for the secret, and decided anew when somebody else was faster. The rest is the engine's.
@FunctionalInterface
interface OperatorDecision {

  /// What becomes of the secret and its rotation, or a refusal.
  Placement of(Stored stored, Rotation rotation);

  /// Commits the decision and tells the engine.
  default OperatorAnswer commit(RotationParts parts, Call call, Stored found) {
    OperatorAnswer answer = parts.repository().change(found, stored -> change(parts, call, stored));
    parts.wake().run();
    return answer;
  }

  private Change<OperatorAnswer> change(RotationParts parts, Call call, Stored stored) {
    Given.requireAlive(stored.secret());
    Found before = parts.require(stored);
    Placement after = of(stored, before.rotation());
    OperatorAnswer answer = new OperatorAnswer(stored.arn(), stored.secret().name());
    Secret secret = after.secret();
    // Written also when it stays the same: the decision holds for the labels that were read.
    return Change.to(secret.equals(stored.secret()) ? secret : secret.changedAt(call.at()), answer)
        .and(List.of(RotationRepository.put(stored.key(), Optional.of(before), after.rotation())));
  }
}
