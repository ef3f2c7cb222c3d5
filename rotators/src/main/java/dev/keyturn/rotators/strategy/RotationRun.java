package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.REFUSED;

import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.RotationEvent.Journal;
import dev.keyturn.function.RotationEvent.Settling;
import dev.keyturn.function.RotationFunction.Context;
import dev.keyturn.function.SecretsClient;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.Login;
import dev.keyturn.rotators.target.LoginEngine;
import dev.keyturn.rotators.target.TargetSession;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One step of one rotation: what it was called with, and how it reaches values and the target.
record RotationRun(RotationEvent event, Context context, LoginEngine engine) {
  static final String CURRENT = "AWSCURRENT";
  static final String PENDING = "AWSPENDING";
  static final String PREVIOUS = "AWSPREVIOUS";

  /// The remedy when the secret and the target disagree.
  static final String AGREE =
      "Put the password that the target has into the secret with PutSecretValue, or set the"
          + " target's password to that of AWSCURRENT, and see that the user is not past its VALID"
          + " UNTIL or otherwise expired. Then retry.";

  String arn() {
    return event.secretArn();
  }

  String token() {
    return event.token();
  }

  Journal journal() {
    return event.journal();
  }

  Settling settling() {
    return journal().settling().orElseThrow();
  }

  SecretsClient secrets() {
    return context.secrets();
  }

  Map<String, String> environment() {
    return context.environment();
  }

  LoginSecret current() throws StepFailed {
    return parse(
        secrets().value(arn(), Optional.empty(), CURRENT).orElseThrow(() -> noValue(CURRENT)));
  }

  LoginSecret pending() throws StepFailed {
    return parse(pendingValue().orElseThrow(() -> noValue(PENDING)));
  }

  Optional<SecretValue> pendingValue() throws StepFailed {
    return secrets().value(arn(), Optional.of(token()), PENDING);
  }

  /// AWSPREVIOUS, as far as there is one and it can be read as what a function makes.
  Optional<LoginSecret> previous() throws StepFailed {
    Optional<SecretValue> value = secrets().value(arn(), Optional.empty(), PREVIOUS);
    try {
      return value.isPresent() ? Optional.of(parse(value.get())) : Optional.empty();
    } catch (StepFailed _) {
      return Optional.empty();
    }
  }

  LoginSecret parse(SecretValue value) throws StepFailed {
    return LoginSecret.parse(value, engine.traits());
  }

  private StepFailed noValue(String stage) {
    return new StepFailed(
        MISCONFIGURED,
        "Secret %s has no value with the label %s".formatted(arn(), stage),
        "Store the credentials with PutSecretValue and retry.");
  }

  /// Refuses to go on when the rotation has been abandoned or has ended. Asked once a session is
  /// open and before it changes anything: a worker that stalled may have been replaced, and unlike
  /// its sessions, which do not outlive a lease, what it has read does.
  void requireUnderWay() throws StepFailed {
    Set<String> stages =
        secrets().describe(arn()).stagesByVersion().getOrDefault(token(), Set.of());
    if (!stages.contains(PENDING)) {
      throw new StepFailed(
          BUSY,
          "The rotation to version %s of secret %s is no longer under way"
              .formatted(token(), arn()),
          "");
    }
  }

  /// A session, or empty when the target refuses this password. Any other failure is one: whoever
  /// cannot be reached was not asked.
  Optional<TargetSession> tryOpen(Login login) throws StepFailed {
    return tryOpen(engine::open, login);
  }

  /// How an engine whose sessions can do more than others is entered.
  @FunctionalInterface
  interface Door<S extends TargetSession> {
    S open(Login login) throws StepFailed;
  }

  /// As [#tryOpen(Login)].
  static <S extends TargetSession> Optional<S> tryOpen(Door<S> door, Login login)
      throws StepFailed {
    try {
      return Optional.of(door.open(login));
    } catch (StepFailed failed) {
      if (failed.failureClass() == REFUSED) {
        return Optional.empty();
      }
      throw failed;
    }
  }

  /// Whether the target accepts this password.
  boolean opens(Login login) throws StepFailed {
    Optional<TargetSession> session = tryOpen(login);
    session.ifPresent(TargetSession::close);
    return session.isPresent();
  }
}
