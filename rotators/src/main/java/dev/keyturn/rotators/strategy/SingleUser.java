package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.REFUSED;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Login;
import dev.keyturn.rotators.target.TargetSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One user changes its own password.
final class SingleUser implements Strategy {

  @Override
  public void check(RotationRun run, LoginSecret current) {}

  @Override
  public String nextUser(RotationRun run, LoginSecret current) {
    return current.user();
  }

  /// Log-ins in an order that locks nobody out: the password that should open first; the pending
  /// one only when it may have been set; the previous one for a target that was left behind.
  @Override
  public void set(RotationRun run) throws StepFailed {
    LoginSecret current = run.current();
    LoginSecret pending = run.pending();
    SameResource.requirePending(pending, current, current.user());
    List<String> tried = new ArrayList<>(List.of(RotationRun.CURRENT));
    Optional<TargetSession> session = run.tryOpen(current.login());
    if (session.isPresent() && isDone(run, session.get(), pending)) {
      return;
    }
    if (session.isPresent()) {
      change(run, session.get(), current.login(), pending);
      return;
    }
    if (run.journal().setMayHaveBegun()) {
      tried.add(RotationRun.PENDING);
      if (run.opens(pending.login())) {
        return;
      }
    }
    setWithPrevious(run, current, pending, tried);
  }

  /// Where a target holds two passwords, the current one opens before and after.
  private static boolean isDone(RotationRun run, TargetSession session, LoginSecret pending)
      throws StepFailed {
    boolean done = false;
    try {
      done =
          run.journal().setMayHaveBegun()
              && session.keepsOldPassword()
              && run.opens(pending.login());
      return done;
    } finally {
      if (done) {
        session.close();
      }
    }
  }

  /// A listed replica that cannot be logged in to would keep the rotation from its end once the
  /// password is changed: with one user, that locks out everybody.
  private static void change(
      RotationRun run, TargetSession session, Login from, LoginSecret pending) throws StepFailed {
    try (session) {
      for (Login replica : pending.replicas()) {
        Replicas.require(run, replica.withPassword(from.password()), "current");
      }
      session.requireOneAccount(pinnedHost(run));
      run.requireUnderWay();
      PasswordChange.make(run, session, from, pending.login());
    }
  }

  private static Optional<String> pinnedHost(RotationRun run) {
    return Optional.ofNullable(run.environment().get("KEYTURN_USER_HOST"));
  }

  @Override
  public void rehearse(Rehearsal rehearsal) {
    Optional<Boolean> one =
        rehearsal
            .report()
            .attempt(
                "account",
                () -> {
                  rehearsal.session().requireOneAccount(pinnedHost(rehearsal.run()));
                  return true;
                });
    if (one.isPresent()) {
      Strategy.super.rehearse(rehearsal);
    }
  }

  private static void setWithPrevious(
      RotationRun run, LoginSecret current, LoginSecret pending, List<String> tried)
      throws StepFailed {
    Optional<LoginSecret> previous = run.previous().filter(current::sameUser);
    if (previous.isPresent()) {
      tried.add(RotationRun.PREVIOUS);
      Login login = previous.get().connectedLike(current);
      Optional<TargetSession> session = run.tryOpen(login);
      if (session.isPresent()) {
        change(run, session.get(), login, pending);
        return;
      }
    }
    throw new StepFailed(
        REFUSED,
        "Unable to log into database with previous, current, or pending secret of secret arn %s:"
                .formatted(run.arn())
            + " %s refuses the password of %s"
                .formatted(current.login().who(), String.join(", ", tried)),
        RotationRun.AGREE);
  }
}
