package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.REFUSED;

import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.RotationFunction.Context;
import dev.keyturn.function.SecretsClient;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.AccessKey;
import dev.keyturn.rotators.target.KeyEngine;
import dev.keyturn.rotators.target.KeyEngine.Reach;
import dev.keyturn.rotators.target.KeySession;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// One step of one rotation of an access key.
record KeyRun(RotationEvent event, Context context, KeyEngine engine, InstantSource clock) {
  private static final String ENDPOINT = "KEYTURN_IAM_ENDPOINT";
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

  String arn() {
    return event.secretArn();
  }

  String token() {
    return event.token();
  }

  SecretsClient secrets() {
    return context.secrets();
  }

  KeySecret current() throws StepFailed {
    return KeySecret.parse(
        secrets()
            .value(arn(), Optional.empty(), RotationRun.CURRENT)
            .orElseThrow(() -> noValue(RotationRun.CURRENT)));
  }

  Optional<KeySecret> pending() throws StepFailed {
    Optional<SecretValue> value = secrets().value(arn(), Optional.of(token()), RotationRun.PENDING);
    return value.isPresent() ? Optional.of(KeySecret.parse(value.get())) : Optional.empty();
  }

  KeySecret requirePending() throws StepFailed {
    return pending().orElseThrow(() -> noValue(RotationRun.PENDING));
  }

  private StepFailed noValue(String stage) {
    return new StepFailed(
        MISCONFIGURED,
        "Secret %s has no value with the label %s".formatted(arn(), stage),
        "Store the access key with PutSecretValue and retry.");
  }

  Instant now() {
    return clock.instant();
  }

  KeySession as(AccessKey key) throws StepFailed {
    return engine.open(key, new Reach(endpoint(), context.deadline()));
  }

  private Optional<URI> endpoint() throws StepFailed {
    String text = context.environment().getOrDefault(ENDPOINT, "");
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(root(URI.create(text)));
    } catch (IllegalArgumentException _) {
      throw new StepFailed(
          MISCONFIGURED,
          "The function's variable %s is no address with TLS".formatted(ENDPOINT),
          "Set it to one such as https://iam.amazonaws.com, or remove it for this server's IAM.");
    }
  }

  private static URI root(URI named) {
    if (named.getHost() == null || !Set.of("http", "https").contains(named.getScheme())) {
      throw new IllegalArgumentException("no address");
    }
    if (named.getScheme().equals("http") && !LOOPBACK.matcher(named.getHost()).matches()) {
      throw new IllegalArgumentException("a new key would travel in the clear");
    }
    return URI.create(named.getScheme() + "://" + named.getRawAuthority() + "/");
  }

  /// The identity in the master secret, which must be the one that was checked and pinned when the
  /// rotation was turned on. One that is refused may just be rotating: what is pending is tried.
  KeySession master(KeySecret current) throws StepFailed {
    String arn = Superuser.pinned(event, current.masterArn());
    KeySecret first = master(arn, RotationRun.CURRENT).orElseThrow(() -> noMaster(arn));
    if (first.key().id().equals(current.key().id())) {
      throw new StepFailed(
          MISCONFIGURED,
          "The master secret holds the very access key that is to be rotated",
          "Store the key of another identity in " + arn + ".");
    }
    KeySession session = as(first.key());
    if (isAccepted(session)) {
      return session;
    }
    Optional<KeySecret> next = master(arn, RotationRun.PENDING);
    if (next.isPresent() && isAccepted(as(next.get().key()))) {
      return as(next.get().key());
    }
    throw new StepFailed(
        BUSY,
        "The access key %s in master secret %s is refused".formatted(first.key().id(), arn),
        "It may be rotating and is tried again by itself. If this lasts, store a key that is"
            + " active.");
  }

  private Optional<KeySecret> master(String arn, String stage) throws StepFailed {
    Optional<SecretValue> value = secrets().value(arn, Optional.empty(), stage);
    return value.isPresent() ? Optional.of(KeySecret.parse(value.get())) : Optional.empty();
  }

  private static StepFailed noMaster(String arn) {
    return new StepFailed(
        MISCONFIGURED,
        "Master secret %s has no value with the label AWSCURRENT".formatted(arn),
        "Store the master's access key in it with PutSecretValue.");
  }

  /// Whether a key is accepted at all.
  static boolean isAccepted(KeySession session) throws StepFailed {
    try {
      KeySession.Owner _ = session.owner();
      return true;
    } catch (StepFailed failed) {
      if (failed.failureClass() == REFUSED) {
        return false;
      }
      throw failed;
    }
  }

  /// Refuses to go on when the rotation has been abandoned or has ended, or when AWSCURRENT is no
  /// longer what this step began with: a worker that stalled may have been replaced.
  void requireUnderWay(KeySecret current) throws StepFailed {
    Set<String> stages =
        secrets().describe(arn()).stagesByVersion().getOrDefault(token(), Set.of());
    if (!stages.contains(RotationRun.PENDING) || !current().key().equals(current.key())) {
      throw new StepFailed(
          BUSY,
          "The rotation to version %s of secret %s is no longer under way"
              .formatted(token(), arn()),
          "");
    }
  }
}
