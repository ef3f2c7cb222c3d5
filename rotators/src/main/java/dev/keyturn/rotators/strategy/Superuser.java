package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;

import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.strategy.RotationRun.Door;
import dev.keyturn.rotators.target.Login;
import dev.keyturn.rotators.target.Target;
import dev.keyturn.rotators.target.TargetSession;
import java.util.Optional;

/// The superuser that another secret holds.
final class Superuser {
  private static final int ARN_SUFFIX = "-AbCdEf".length();

  private final RotationRun run;
  private final LoginSecret current;
  private final String arn;
  private final Target node;

  private Superuser(RotationRun run, LoginSecret current, String arn, Target node) {
    this.run = run;
    this.current = current;
    this.arn = arn;
    this.node = node;
  }

  /// The superuser that a version names. It must be the one that was checked and pinned when the
  /// rotation was turned on: `masterarn` is written by whoever may write the secret.
  static Superuser of(RotationRun run, LoginSecret current) throws StepFailed {
    String arn = pinned(run.event(), current.superuserArn());
    return new Superuser(run, current, arn, current.target());
  }

  /// The full ARN of the secret that a version names, as it was pinned.
  static String pinned(RotationEvent event, Optional<String> named) throws StepFailed {
    String arn =
        named.orElseThrow(() -> misconfigured("masterarn key is missing from secret JSON"));
    if (arn.equals(event.secretArn())) {
      throw misconfigured("masterarn of the secret JSON names the secret itself");
    }
    return event
        .journal()
        .superuserArn()
        .filter(it -> names(arn, it))
        .orElseThrow(() ->
            new StepFailed(
                MISCONFIGURED,
                "masterarn of the secret JSON is not the one that RotateSecret checked",
                "Call RotateSecret again as somebody who may read " + arn + "."));
  }

  /// Whether this is the full ARN of a secret, its partial ARN or its name.
  private static boolean names(String named, String arn) {
    String partial = arn.substring(0, Math.max(0, arn.length() - ARN_SUFFIX));
    return arn.equals(named) || partial.equals(named) || partial.endsWith(":secret:" + named);
  }

  /// The superuser at one of the servers that the current version names.
  Superuser at(Target other) {
    return new Superuser(run, current, arn, other);
  }

  /// A session of the superuser in the current version's database. A refused password is read once
  /// more, for the superuser's secret may just be rotating.
  TargetSession open() throws StepFailed {
    return open(run.engine()::open);
  }

  /// As [#open()], through the door of an engine whose sessions can do more than others.
  <S extends TargetSession> S open(Door<S> door) throws StepFailed {
    LoginSecret first = read(RotationRun.CURRENT).orElseThrow(this::noValue);
    Optional<S> session = RotationRun.tryOpen(door, login(first));
    if (session.isEmpty()) {
      session = again(door, first, RotationRun.CURRENT);
    }
    if (session.isEmpty()) {
      session = again(door, first, RotationRun.PENDING);
    }
    if (session.isEmpty()) {
      throw refused(login(first));
    }
    return session.get();
  }

  /// Tries another reading, unless it is of the password that was refused: servers count.
  private <S extends TargetSession> Optional<S> again(
      Door<S> door, LoginSecret refused, String stage) throws StepFailed {
    Optional<LoginSecret> secret =
        read(stage).filter(other -> !other.password().equals(refused.password()));
    return secret.isPresent() ? RotationRun.tryOpen(door, login(secret.get())) : Optional.empty();
  }

  private Optional<LoginSecret> read(String stage) throws StepFailed {
    Optional<SecretValue> value = run.secrets().value(arn, Optional.empty(), stage);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    LoginSecret secret = run.parse(value.get());
    if (secret.superuserArn().filter(run.arn()::equals).isPresent()) {
      throw misconfigured("masterarn goes in a circle: the superuser secret names this one");
    }
    SameResource.requireSuperuser(secret, current);
    return Optional.of(secret);
  }

  /// Its own secret has to name the server as well: its password is not shown to one that the
  /// writer of another secret chose.
  private Login login(LoginSecret superuser) throws StepFailed {
    Login login =
        superuser.nodes().stream()
            .filter(own -> own.target().sameServer(node))
            .findFirst()
            .orElseThrow(() ->
                new StepFailed(
                    MISCONFIGURED,
                    "Superuser secret %s does not name host %s".formatted(arn, node.address()),
                    "Add it to hosts of the superuser's secret, spelled alike."));
    return new Login(
        login.target().in(current.target().database()), login.user(), login.password());
  }

  private StepFailed noValue() {
    return misconfigured("Superuser secret " + arn + " has no value with the label AWSCURRENT");
  }

  private StepFailed refused(Login superuser) {
    return new StepFailed(
        BUSY,
        "Unable to log into database using credentials in master secret %s: %s is refused"
            .formatted(arn, superuser.who()),
        "It may be rotating and is tried again by itself. If this lasts, put the superuser's"
            + " password into its secret with PutSecretValue.");
  }

  private static StepFailed misconfigured(String message) {
    return new StepFailed(
        MISCONFIGURED,
        message,
        "Let masterarn be the full ARN of a superuser's secret for the same server.");
  }
}
