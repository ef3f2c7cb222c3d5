package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Login;
import dev.keyturn.rotators.target.PasswordDigest;
import dev.keyturn.rotators.target.TwoPasswordEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One user holds two passwords: the new one is added before anybody is told of it, and the old one
/// goes at the next rotation. At no instant is a client refused.
///
/// Every server that the secret names is changed, and all of them have to be within reach before
/// the first is.
final class TwoCredentials implements Strategy {
  private static final Logger LOG = LoggerFactory.getLogger(TwoCredentials.class);

  private final TwoPasswordEngine engine;

  TwoCredentials(TwoPasswordEngine engine) {
    this.engine = engine;
  }

  @Override
  public void check(RotationRun run, LoginSecret current) throws StepFailed {
    requireMeant(run, "SECRET_ARN", run.arn());
    requireMeant(run, "USER_NAME", current.user());
    current.persistent();
    if (current.superuserArn().isPresent()) {
      Superuser.of(run, current);
    }
  }

  /// AWS's template acts for one secret and one user, which its variables name.
  private static void requireMeant(RotationRun run, String variable, String found)
      throws StepFailed {
    String meant = run.environment().getOrDefault(variable, found);
    if (!meant.equals(found)) {
      throw new StepFailed(
          MISCONFIGURED,
          "The function's variable %s is %s, not %s".formatted(variable, meant, found),
          "Correct or remove the variable, or rotate the secret that it names.");
    }
  }

  @Override
  public String nextUser(RotationRun run, LoginSecret current) {
    return current.user();
  }

  @Override
  public void set(RotationRun run) throws StepFailed {
    LoginSecret current = run.current();
    LoginSecret pending = run.pending();
    SameResource.requirePending(pending, current, current.user());
    Optional<LoginSecret> previous = run.previous().filter(current::sameUser);
    WaysIn ways = new WaysIn(run, engine, current).or(RotationRun.CURRENT, current);
    if (run.journal().setMayHaveBegun()) {
      ways.or(RotationRun.PENDING, pending);
    }
    previous.ifPresent(version -> ways.or(RotationRun.PREVIOUS, version));
    change(
        run,
        current,
        ways,
        new Retention<>(
            digests(Stream.of(current, pending)),
            Set.of(),
            digests(previous.stream()),
            isExact(run)));
  }

  private static void change(
      RotationRun run, LoginSecret current, WaysIn ways, Retention<PasswordDigest> retention)
      throws StepFailed {
    List<HeldUser> users = new ArrayList<>();
    try {
      for (Login at : current.nodes()) {
        users.add(ways.open(at));
      }
      run.requireUnderWay();
      for (HeldUser user : users) {
        user.apply(retention);
      }
    } finally {
      users.forEach(HeldUser::close);
    }
  }

  /// The goal has to open everywhere, and what neither is it nor has a label goes. All versions are
  /// tried at once, for Redis does not count failed log-ins. One server that cannot be reached does
  /// not keep the others from being settled.
  @Override
  public void settle(Settlement settlement) throws StepFailed {
    LoginSecret goal = settlement.goal();
    List<LoginSecret> candidates = Candidates.versions(settlement, goal::sameUser);
    WaysIn ways = waysIn(settlement, candidates);
    Retention<PasswordDigest> retention = retention(settlement, candidates);
    List<StepFailed> failures = new ArrayList<>();
    for (Login at : goal.nodes()) {
      try {
        settle(settlement, ways.open(at), retention);
      } catch (StepFailed failed) {
        if (!isSettled(settlement.run(), at, failed.failureClass())) {
          failures.add(failed);
        }
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  private WaysIn waysIn(Settlement settlement, List<LoginSecret> candidates) {
    WaysIn ways =
        new WaysIn(settlement.run(), engine, settlement.current())
            .or("the wanted version", settlement.goal());
    for (LoginSecret candidate : candidates) {
      ways.or(
          "version %d that it may hold".formatted(candidates.indexOf(candidate) + 1), candidate);
    }
    return ways;
  }

  /// What clients may hold stays: AWSCURRENT and AWSPREVIOUS.
  private static Retention<PasswordDigest> retention(
      Settlement settlement, List<LoginSecret> candidates) throws StepFailed {
    LoginSecret goal = settlement.goal();
    Stream<LoginSecret> labelled =
        Stream.concat(Stream.of(settlement.current()), settlement.run().previous().stream());
    return new Retention<>(
        digests(Stream.of(goal)),
        digests(labelled.filter(goal::sameUser)),
        digests(candidates.stream()),
        isExact(settlement.run()));
  }

  private static void settle(
      Settlement settlement, HeldUser user, Retention<PasswordDigest> retention) throws StepFailed {
    try (user) {
      settlement.requireUnchanged();
      user.apply(retention);
    }
  }

  /// Where nobody may change the user no rotation did, and that the goal opens is all that counts.
  private static boolean isSettled(RotationRun run, Login at, FailureClass failure)
      throws StepFailed {
    boolean opens = Set.of(NOT_ALLOWED, MISCONFIGURED).contains(failure) && run.opens(at);
    if (opens) {
      LOG.warn("{} opens, but passwords of other versions may stay", at.who());
    }
    return opens;
  }

  private static Set<PasswordDigest> digests(Stream<LoginSecret> versions) {
    return versions
        .map(version -> PasswordDigest.of(version.password()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isExact(RotationRun run) {
    return "exact".equalsIgnoreCase(run.environment().get("KEYTURN_PASSWORDS"));
  }

  /// Looks at the user everywhere, and gives it a password that it has, which changes nothing but
  /// needs the right to.
  @Override
  public void rehearse(Rehearsal rehearsal) {
    LoginSecret current = rehearsal.current();
    Report report = rehearsal.report();
    for (Login at : current.nodes()) {
      String item = "change at " + at.target().address();
      report
          .attempt(item, () -> rehearse(rehearsal.run(), current, at))
          .ifPresent(_ -> report.ok(item, "The passwords of the user can be changed"));
    }
  }

  private boolean rehearse(RotationRun run, LoginSecret current, Login at) throws StepFailed {
    try (HeldUser user =
        new WaysIn(run, engine, current).or(RotationRun.CURRENT, current).open(at)) {
      user.session().changePasswords(at.user(), Set.of(PasswordDigest.of(at.password())), Set.of());
      return true;
    }
  }
}
