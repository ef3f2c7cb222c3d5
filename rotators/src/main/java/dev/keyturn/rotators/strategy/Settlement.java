package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.REFUSED;

import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.TargetSession;
import java.util.Optional;

/// Makes the target agree with AWSCURRENT again after a rotation was abandoned which may have
/// changed it: when AWSCURRENT does not open, the abandoned version does, and sets AWSCURRENT's
/// password for the same user at the same server.
final class Settlement {
  private Settlement() {}

  static void settle(RotationRun run) throws StepFailed {
    LoginSecret current = run.current();
    if (run.opens(current.login())) {
      return;
    }
    LoginSecret abandoned =
        abandoned(run)
            .filter(current::sameUser)
            .orElseThrow(() ->
                lost(run, current, "no abandoned version is for the same user at the same server"));
    TargetSession session =
        run.tryOpen(abandoned.connectedLike(current))
            .orElseThrow(() -> lost(run, current, "so is that of the abandoned version"));
    try (session) {
      requireUnchanged(run, current);
      PasswordChange.make(run, session, abandoned.login(), current.login());
    }
  }

  /// A worker that stalled may have been replaced, and AWSCURRENT have moved on.
  private static void requireUnchanged(RotationRun run, LoginSecret current) throws StepFailed {
    if (!run.current().login().equals(current.login())) {
      throw new StepFailed(
          BUSY, "AWSCURRENT was changed meanwhile: the target is settled to what it is now", "");
    }
  }

  private static Optional<LoginSecret> abandoned(RotationRun run) throws StepFailed {
    Optional<String> id = run.journal().abandonedVersion();
    Optional<SecretValue> value =
        id.isPresent() ? run.secrets().version(run.arn(), id.get()) : Optional.empty();
    return value.isPresent() ? Optional.of(run.parse(value.get())) : Optional.empty();
  }

  private static StepFailed lost(RotationRun run, LoginSecret current, String why) {
    return new StepFailed(
        REFUSED,
        "Unable to settle secret %s: the password of AWSCURRENT is refused for %s, and %s"
            .formatted(run.arn(), current.login().who(), why),
        "Set the target's password to that of AWSCURRENT, or put the target's password into the"
            + " secret with PutSecretValue.");
  }
}
