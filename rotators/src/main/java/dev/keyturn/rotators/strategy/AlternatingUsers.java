package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.REFUSED;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.strategy.Candidates.Opened;
import dev.keyturn.rotators.target.AlternateChange;
import dev.keyturn.rotators.target.TargetSession;
import java.util.Map;
import java.util.Optional;

/// Two users take turns: the one that is not in use gets a new password from a superuser, so that
/// what clients hold is never taken away from them.
final class AlternatingUsers implements Strategy {

  @Override
  public void check(RotationRun run, LoginSecret current) throws StepFailed {
    Superuser.of(run, current);
  }

  @Override
  public String nextUser(RotationRun run, LoginSecret current) throws StepFailed {
    return pair(run, current, run.previous()).next();
  }

  private static UserPair pair(RotationRun run, LoginSecret current, Optional<LoginSecret> previous)
      throws StepFailed {
    return UserPair.of(current, previous, run.engine().traits());
  }

  @Override
  public void set(RotationRun run) throws StepFailed {
    LoginSecret current = run.current();
    LoginSecret pending = run.pending();
    Optional<LoginSecret> previous = run.previous();
    UserPair pair = pair(run, current, previous);
    SameResource.requirePending(pending, current, pair.next());
    Superuser superuser = Superuser.of(run, current);
    AlternateChange change =
        ofHolder(run, current, change(run.environment(), pair, pending, previous));
    boolean opens = run.journal().setMayHaveBegun() && run.opens(pending.login());
    if (opens && run.engine().preparesAtOnce()) {
      return;
    }
    try (TargetSession session = superuser.open()) {
      run.requireUnderWay();
      session.setAlternate(change.continued(opens));
    }
  }

  @Override
  public void rehearse(Rehearsal rehearsal) {
    RotationRun run = rehearsal.run();
    Report report = rehearsal.report();
    Optional<TargetSession> superuser =
        report.attempt("superuser", () -> Superuser.of(run, rehearsal.current()).open());
    if (superuser.isEmpty()) {
      report.skip("change", "the superuser's password has to open the target first");
      return;
    }
    try (TargetSession session = superuser.get()) {
      report.ok("superuser", "The password of the superuser secret opens the target");
      report.attempt("change", () -> rehearse(rehearsal, session));
    }
  }

  private static boolean rehearse(Rehearsal rehearsal, TargetSession session) throws StepFailed {
    RotationRun run = rehearsal.run();
    Optional<LoginSecret> previous = run.previous();
    UserPair pair = pair(run, rehearsal.current(), previous);
    session
        .rehearseAlternate(
            change(run.environment(), pair, rehearsal.sample(), previous).by(rehearsal.session()))
        .forEach(rehearsal.report()::add);
    return true;
  }

  /// Proof that the owner of the secret really holds the credential, before a superuser acts for
  /// them.
  ///
  /// @return the change, with what their session tells
  private static AlternateChange ofHolder(
      RotationRun run, LoginSecret current, AlternateChange change) throws StepFailed {
    TargetSession opened =
        run.tryOpen(current.login())
            .orElseThrow(() ->
                new StepFailed(
                    REFUSED,
                    "Unable to log into database using current credentials for secret %s: %s is refused"
                        .formatted(run.arn(), current.login().who()),
                    RotationRun.AGREE));
    try (opened) {
      return change.by(opened);
    }
  }

  /// With a version of the other user, which proves that the owner of the secret holds one of the
  /// two, the superuser sets the password, as in a rotation.
  @Override
  public void reinstate(Settlement settlement) throws StepFailed {
    LoginSecret goal = settlement.goal();
    String suffix = settlement.run().engine().traits().cloneSuffix();
    Opened opened =
        Candidates.open(
            settlement,
            version -> version.sameUser(goal) || UserPair.arePair(version, goal, suffix));
    if (opened.version().sameUser(goal)) {
      settlement.reinstateWith(opened);
      return;
    }
    AlternateChange back;
    try (TargetSession holder = opened.session()) {
      back = back(goal, opened.version()).by(holder);
    }
    try (TargetSession session = Superuser.of(settlement.run(), settlement.current()).open()) {
      settlement.requireUnchanged();
      session.setAlternate(back);
    }
    if (!settlement.run().opens(goal.login())) {
      throw new StepFailed(
          REFUSED,
          "The target took the password of %s and then refused a log-in with it"
              .formatted(goal.login().who()),
          "See how the target authenticates this user, then retry.");
    }
  }

  private static AlternateChange back(LoginSecret goal, LoginSecret other) {
    boolean isBase = goal.user().length() < other.user().length();
    return new AlternateChange(
        isBase ? goal.user() : other.user(),
        isBase ? other.user() : goal.user(),
        goal.user(),
        goal.password(),
        true,
        false);
  }

  private static AlternateChange change(
      Map<String, String> environment,
      UserPair pair,
      LoginSecret pending,
      Optional<LoginSecret> previous) {
    boolean known = previous.filter(pending::sameUser).isPresent();
    return new AlternateChange(
        pair.base(),
        pair.alternate(),
        pending.user(),
        pending.password(),
        known || PasswordSettings.flag(environment, "KEYTURN_ADOPT_ALTERNATE", false),
        "exact".equalsIgnoreCase(environment.get("KEYTURN_GRANTS")));
  }
}
