package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.REFUSED;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Login;
import dev.keyturn.rotators.target.TargetSession;

/// The further servers that a secret lists in `hosts`.
final class Replicas {
  private Replicas() {}

  /// A replica that refuses has not heard of the last change yet: that is waited for.
  ///
  /// @param which the label of the password, for the message
  static void require(RotationRun run, Login replica, String which) throws StepFailed {
    try (TargetSession session = run.engine().open(replica)) {
      session.probe();
    } catch (StepFailed failed) {
      if (failed.failureClass() != REFUSED) {
        throw failed;
      }
      throw new StepFailed(
          BUSY,
          "Replica %s does not accept the %s password yet"
              .formatted(replica.target().address(), which),
          "It is tried again by itself; see the replica's lag if it lasts.");
    }
  }

  /// For a check: the replica as such, which has nothing to catch up with.
  static boolean opened(RotationRun run, Login replica) throws StepFailed {
    try (TargetSession session = run.engine().open(replica)) {
      session.probe();
      return true;
    }
  }
}
