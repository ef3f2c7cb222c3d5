package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.REFUSED;

import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.Login;
import dev.keyturn.rotators.target.TargetSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// The versions that a target may hold in place of the one that it should. They take turns, one for
/// each attempt, because servers count failed log-ins.
final class Candidates {
  private Candidates() {}

  /// A session with the version whose turn it is.
  ///
  /// @param session open, and the caller's to close
  record Opened(LoginSecret version, Login login, TargetSession session) {}

  /// @param usable which versions are worth a log-in
  /// @throws StepFailed (refused) when there is none, or the target refuses the one whose turn it
  ///   is
  static Opened open(Settlement settlement, Predicate<LoginSecret> usable) throws StepFailed {
    RotationRun run = settlement.run();
    List<LoginSecret> versions = versions(settlement, usable);
    if (versions.isEmpty()) {
      throw lost(
          run,
          "the password of %s is refused, and no other version is for the same user at the same server"
              .formatted(settlement.goal().login().who()));
    }
    int turn = (run.settling().attempt() - 1) % versions.size();
    LoginSecret version = versions.get(turn);
    Login login = version.connectedLike(settlement.goal());
    TargetSession session =
        run.tryOpen(login)
            .orElseThrow(() ->
                lost(
                    run,
                    "the password of %s is refused, and so is that of version %d of %d that it may hold instead"
                        .formatted(settlement.goal().login().who(), turn + 1, versions.size())));
    return new Opened(version, login, session);
  }

  /// Each log-in once.
  static List<LoginSecret> versions(Settlement settlement, Predicate<LoginSecret> usable)
      throws StepFailed {
    RotationRun run = settlement.run();
    List<LoginSecret> versions = new ArrayList<>();
    List<Login> known = new ArrayList<>(List.of(settlement.goal().login()));
    for (String id : settlement.candidates()) {
      Optional<LoginSecret> version = read(run, id).filter(usable);
      Optional<Login> login = version.map(it -> it.connectedLike(settlement.goal()));
      if (login.isPresent() && !known.contains(login.get())) {
        known.add(login.get());
        versions.add(version.get());
      }
    }
    return versions;
  }

  /// Empty also for what no function has made.
  private static Optional<LoginSecret> read(RotationRun run, String id) throws StepFailed {
    Optional<SecretValue> value = run.secrets().version(run.arn(), id);
    try {
      return value.isPresent() ? Optional.of(run.parse(value.get())) : Optional.empty();
    } catch (StepFailed _) {
      return Optional.empty();
    }
  }

  static StepFailed lost(RotationRun run, String why) {
    return new StepFailed(
        REFUSED,
        "Unable to settle secret %s: %s".formatted(run.arn(), why),
        "Set the target's password to that of AWSCURRENT, or put the target's password into the"
            + " secret with PutSecretValue.");
  }
}
