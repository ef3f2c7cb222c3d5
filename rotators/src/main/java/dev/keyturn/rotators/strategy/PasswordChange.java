package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.REFUSED;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Login;
import dev.keyturn.rotators.target.TargetSession;

/// Changes a user's own password with a way back: the session that changed it stays open until a
/// log-in with the new one succeeded, and puts the old one back if that is refused.
final class PasswordChange {
  private PasswordChange() {}

  /// @param session the user's own, opened with `from`; closed in the end
  static void make(RotationRun run, TargetSession session, Login from, Login to) throws StepFailed {
    try (session) {
      session.setPassword(to.user(), to.password());
      if (!run.opens(to)) {
        session.restorePassword(from.user(), from.password());
        throw new StepFailed(
            REFUSED,
            "The target took the new password of "
                + to.who()
                + " and then refused a log-in with it; the old password was set again",
            "See how the target authenticates this user (password_encryption and pg_hba.conf, a proxy between, a password"
                + " kept elsewhere), then retry.");
      }
    }
  }
}
