package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.BUSY;

import dev.keyturn.function.RotationEvent.Settling;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.strategy.Candidates.Opened;
import dev.keyturn.rotators.target.TargetSession;
import java.util.List;
import java.util.Optional;

/// Makes the target hold a version again, AWSCURRENT or what an operator wants back: after a
/// rotation was abandoned which may have changed it, or after somebody else did.
///
/// @param goal what the target is to hold
/// @param current what AWSCURRENT was when this attempt began
record Settlement(RotationRun run, LoginSecret goal, LoginSecret current) {

  static void settle(RotationRun run, Strategy strategy) throws StepFailed {
    Settling settling = run.settling();
    LoginSecret current = run.current();
    LoginSecret goal = settling.goal().isPresent() ? version(run, settling.goal().get()) : current;
    strategy.settle(new Settlement(run, goal, current));
  }

  private static LoginSecret version(RotationRun run, String id) throws StepFailed {
    Optional<SecretValue> value = run.secrets().version(run.arn(), id);
    if (value.isEmpty()) {
      throw Candidates.lost(run, "version %s, which is wanted back, is gone".formatted(id));
    }
    return run.parse(value.get());
  }

  /// Another version of the same user opened: it sets the password.
  void reinstateWith(Opened opened) throws StepFailed {
    try (TargetSession session = opened.session()) {
      requireUnchanged();
      PasswordChange.make(run, session, opened.login(), goal.login());
    }
  }

  /// Refuses to change the target when AWSCURRENT has moved on: a worker that stalled may have been
  /// replaced. Asked once a session is open.
  void requireUnchanged() throws StepFailed {
    if (!run.current().login().equals(current.login())) {
      throw new StepFailed(
          BUSY, "AWSCURRENT was changed meanwhile: the target is settled to what it is now", "");
    }
  }

  List<String> candidates() {
    return run.settling().candidates();
  }
}
