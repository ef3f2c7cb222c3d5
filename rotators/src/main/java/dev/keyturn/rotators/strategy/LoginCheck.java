package dev.keyturn.rotators.strategy;

import dev.keyturn.function.Finding;
import dev.keyturn.function.Preflight;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.RotationEvent.Journal;
import dev.keyturn.function.RotationFunction.Context;
import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.Login;
import dev.keyturn.rotators.target.LoginEngine;
import dev.keyturn.rotators.target.TargetSession;
import dev.keyturn.rotators.target.TlsMode;
import java.util.Optional;

/// Finds out whether a rotation would succeed: the items that are the same for every engine, and
/// then what the strategy and the engine have to say. Each log-in is one that the rotation itself
/// would begin with, made once.
final class LoginCheck {
  private static final String LOG_IN = "log-in";
  private static final String REACHABILITY = "reachability";
  private static final String TLS = "TLS";
  private static final String CHANGE = "change";

  private final Strategy strategy;
  private final Preflight preflight;
  private final RotationRun run;
  private final Report report;

  LoginCheck(
      Strategy strategy, LoginEngine engine, Preflight preflight, Context context, Report report) {
    this.strategy = strategy;
    this.preflight = preflight;
    this.run = new RotationRun(neverBegun(preflight), context, engine);
    this.report = report;
  }

  /// Everything is looked at as by a rotation that has not begun: it has no pending version, and
  /// may therefore not try one.
  private static RotationEvent neverBegun(Preflight preflight) {
    Journal journal = new Journal(false, Optional.empty(), preflight.superuserArn());
    return new RotationEvent(
        Step.TEST_SECRET, preflight.secretArn(), "", SecretValue.ofString(""), journal);
  }

  void run() {
    Optional<LoginSecret> current = report.attempt("secret", run::current);
    if (current.isEmpty()) {
      report.skip(LOG_IN, "the secret's JSON cannot be used");
      return;
    }
    Login login = current.get().login();
    report.ok(
        "secret",
        "AWSCURRENT is of user %s, database %s".formatted(login.who(), login.target().database()));
    Optional<LoginSecret> sample = report.attempt("next version", () -> sample(current.get()));
    sample.ifPresent(
        next -> report.ok("next version", "It would be of user %s".formatted(next.user())));
    if (preflight.noLogIn().isPresent()) {
      report.skip(LOG_IN, preflight.noLogIn().get());
    } else {
      logIn(current.get(), sample);
    }
  }

  private LoginSecret sample(LoginSecret current) throws StepFailed {
    strategy.check(run, current);
    return run.parse(
        current.with(
            strategy.nextUser(run, current),
            run.secrets().randomPassword(PasswordSettings.of(run.environment(), run.engine()))));
  }

  private void logIn(LoginSecret current, Optional<LoginSecret> sample) {
    try (TargetSession session = run.engine().open(current.login())) {
      session.probe();
      report.ok(REACHABILITY, current.target().address() + " answers");
      report.add(tls(current.target().tls()));
      report.ok(LOG_IN, "The password of AWSCURRENT opens the target");
      replicas(current);
      if (sample.isPresent()) {
        strategy.rehearse(new Rehearsal(run, current, sample.get(), session, report));
      } else {
        report.skip(CHANGE, "there can be no next version");
      }
    } catch (StepFailed failed) {
      closed(failed);
    }
  }

  /// Which of the three that one log-in stands for has failed, as far as its class tells.
  private void closed(StepFailed failed) {
    switch (failed.failureClass()) {
      case UNREACHABLE, TIMEOUT -> report.add(Finding.failed(REACHABILITY, failed));
      case TLS -> report.add(Finding.failed(TLS, failed));
      default -> report.add(Finding.failed(LOG_IN, failed));
    }
    report.skip(CHANGE, "the password of AWSCURRENT has to open the target first");
  }

  private static Finding tls(TlsMode mode) {
    return switch (mode) {
      case VERIFIED -> Finding.ok(TLS, "The certificate is verified");
      case AUTOMATIC ->
          Finding.ok(TLS, "The certificate is verified, or the target is on loopback");
      case UNVERIFIED ->
          Finding.warning(
              TLS,
              "The certificate is not verified, as the secret's ssl says",
              "Name the certificate's authority to this server (--target-ca), and set ssl to true.");
      case CLEAR ->
          Finding.warning(
              TLS,
              "The target is reached in clear text, as the secret's ssl says",
              "Turn TLS on at the target, and set ssl to true.");
    };
  }

  private void replicas(LoginSecret current) {
    for (Login replica : current.replicas()) {
      String item = "replica " + replica.target().address();
      report
          .attempt(item, () -> Replicas.opened(run, replica))
          .ifPresent(_ -> report.ok(item, "The password of AWSCURRENT opens it"));
    }
  }
}
