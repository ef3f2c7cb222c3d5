package dev.keyturn.secret;

import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Refusal.ResourceExists;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.RotationRules;
import dev.keyturn.rotation.State.Settling;
import dev.keyturn.rotation.Walk;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.schedule.Window;
import dev.keyturn.secret.RotationRepository.Found;
import dev.keyturn.secret.Secret.RotationSettings;
import dev.keyturn.secret.Values.SealedVersion;
import dev.keyturn.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Turns rotation on, changes how a secret rotates, and starts a rotation or a test of one. It only
/// places the version and makes the rotation due: the rest is the engine's.
public final class RotateSecret {
  private final RotationParts parts;
  private final Values values;
  private final SuperuserCheck superusers;
  private final Preflights preflights;
  private final PreflightMode preflight;

  /// @param preflight what is done before a rotation is turned on
  RotateSecret(RotationParts parts, PreflightMode preflight) {
    this.parts = parts;
    this.preflight = preflight;
    this.preflights = new Preflights(parts);
    this.values = new Values(parts.store(), parts.keys());
    this.superusers = new SuperuserCheck(parts);
  }

  /// @param rotateImmediately by default true; false: only test now, and rotate by the schedule
  public record Input(
      String secretId,
      Optional<String> clientRequestToken,
      Optional<String> rotationLambdaARN,
      Optional<RotationRules> rotationRules,
      Optional<Boolean> rotateImmediately) {

    Kind kind() {
      return rotateImmediately.orElse(true) ? Kind.ROTATE : Kind.TEST;
    }
  }

  /// @param versionId the version that is being made
  public record Output(String arn, String name, String versionId) {}

  Output handle(Call call, Stored found, Input input) {
    if (preflight != PreflightMode.OFF) {
      new Decision(call, found, input).preflight();
    }
    Optional<Output> answer =
        parts.repository().change(found, stored -> new Decision(call, stored, input).decide());
    parts.wake().run();
    return answer.orElseThrow(() ->
        new InvalidRequest(
            "A previous rotation isn't complete. That rotation will be reattempted."));
  }

  /// What is decided on one state of the secret. An empty answer: an earlier rotation goes on in
  /// place of a new one.
  private final class Decision {
    private final Call call;
    private final Stored stored;
    private final Secret secret;
    private final Input input;
    private final Optional<Found> before;
    private final Rotation rotation;

    Decision(Call call, Stored stored, Input input) {
      this.call = call;
      this.stored = stored;
      this.secret = stored.secret();
      this.input = input;
      this.before = parts.rotations().get(stored.key());
      this.rotation =
          before
              .map(Found::rotation)
              .orElseGet(() -> Rotation.idle(secret.arn(), Optional.empty()));
    }

    Change<Optional<Output>> decide() {
      Given.requireAlive(secret);
      String token = token();
      RotationRules rules = RulesGiven.merged(stored(), input.rotationRules());
      RulesGiven.requireValid(rules);
      Arn function = function();
      requireInvocable(function);
      if (secret.version(token).isPresent()) {
        return repeated(token);
      }
      if (isUnderWay() && stored().isPresent()) {
        return reattempt(secret.withRotation(stored().get().enabled(true)));
      }
      requireValue();
      Optional<String> superuser = superusers.check(call, stored, function);
      RotationSettings settings = settings(function, rules, superuser);
      return isUnderWay() ? reattempt(secret.withRotation(settings)) : place(token, settings);
    }

    /// Before anything is decided, for it takes as long as the target does, and may not be repeated
    /// when a commit has met another.
    void preflight() {
      Given.requireAlive(secret);
      boolean turnsOn = stored().filter(RotationSettings::enabled).isEmpty();
      if (turnsOn && !isUnderWay() && secret.version(token()).isEmpty()) {
        Arn function = function();
        requireInvocable(function);
        requireValue();
        preflights.require(preflight, call, stored, function);
      }
    }

    private String token() {
      String token =
          input
              .clientRequestToken()
              .orElseThrow(() ->
                  new InvalidParameter(
                      "You must provide a ClientRequestToken value. We recommend a UUID-type"
                          + " value."));
      return Given.token(Optional.of(token));
    }

    private Optional<RotationSettings> stored() {
      return secret.rotation();
    }

    private Arn function() {
      String given =
          input
              .rotationLambdaARN()
              .filter(arn -> !arn.isEmpty())
              .or(() -> stored().flatMap(RotationSettings::functionArn))
              .orElseThrow(() ->
                  new InvalidRequest(
                      "No Lambda rotation function ARN is associated with this secret."));
      return Arn.parse(given).orElseThrow(RotateSecret::notInvocable);
    }

    private void requireInvocable(Arn function) {
      parts.rights().require(call, "lambda:InvokeFunction", function::toString);
      if (parts.functions().mayInvoke(function, stored.key().arn()).isPresent()) {
        throw notInvocable();
      }
    }

    /// The same request again changes nothing; a version of another origin cannot be made.
    private Change<Optional<Output>> repeated(String token) {
      if (!rotation.knows(token)) {
        throw new ResourceExists(
            "You can't use ClientRequestToken %s because that value is already in use for a version of secret %s."
                .formatted(token, secret.arn()));
      }
      return Change.none(Optional.of(answer(token)));
    }

    private boolean isUnderWay() {
      return Placement.leftOver(secret).isPresent()
          || rotation.inFlight()
          || rotation.state() instanceof Settling;
    }

    private Change<Optional<Output>> reattempt(Secret on) {
      Rotation again =
          goesOn() ? rotation.rearmed(call.at()) : rotation.begin(leftOver(), call.at());
      return Change.to(on, Optional.<Output>empty())
          .and(List.of(RotationRepository.put(stored.key(), before, again)));
    }

    /// Whether what is under way is what the rotation knows of.
    private boolean goesOn() {
      Optional<String> pending = Placement.leftOver(secret).map(Version::id);
      return rotation.inFlight()
          || rotation.state() instanceof Settling
          || pending.equals(rotation.walk().map(Walk::token));
    }

    /// AWSPENDING was put there by hand, or by a rotation that is forgotten.
    private Walk leftOver() {
      String token = Placement.leftOver(secret).orElseThrow().id();
      return Walk.of(token, Kind.ROTATE, Optional.empty());
    }

    private void requireValue() {
      if (secret.labelled(Labels.CURRENT).filter(Version::hasValue).isEmpty()) {
        throw new InvalidRequest(
            "You can't rotate a secret that has no value. Store a value with PutSecretValue first.");
      }
    }

    private RotationSettings settings(
        Arn function, RotationRules rules, Optional<String> superuser) {
      return new RotationSettings(
          true,
          Optional.of(function.toString()),
          rules,
          superuser,
          stored().flatMap(RotationSettings::lastRotated),
          next(rules).map(Window::latest));
    }

    private Optional<Window> next(RotationRules rules) {
      return RulesGiven.next(rules, secret, input.kind(), call.at());
    }

    private Change<Optional<Output>> place(String token, RotationSettings settings) {
      List<Write> writes = new ArrayList<>();
      Version version = version(token, writes);
      Walk walk = walk(token, settings.rules());
      Rotation promised = rotation.promised(next(settings.rules()));
      Placement placed = Placement.begin(secret.withRotation(settings), promised, walk, version);
      VersionLimits.requireLabels(call, secret, placed.secret());
      var collected =
          VersionLimits.collect(
              stored.key(), placed.secret(), placed.rotation()::keptVersions, call.at());
      writes.addAll(collected.writes());
      writes.add(RotationRepository.put(stored.key(), before, placed.rotation()));
      return Change.to(collected.secret(), Optional.of(answer(token))).and(writes);
    }

    /// A test has the current value under its own version, as rotation functions read only that.
    private Version version(String token, List<Write> writes) {
      Version empty = new Version(token, call.at(), new TreeSet<>(), Optional.empty());
      if (input.kind() == Kind.ROTATE) {
        return empty;
      }
      Version current = secret.labelled(Labels.CURRENT).orElseThrow();
      SecretValue value = values.open(stored.key(), current).orElseThrow();
      String keyArn = values.keyFor(stored.key(), secret.details().kmsKeyId());
      SealedVersion copy = values.seal(stored.key(), keyArn, empty, value);
      writes.add(copy.payload());
      return copy.version();
    }

    private Walk walk(String token, RotationRules rules) {
      return Walk.of(
          token, input.kind(), input.kind() == Kind.TEST ? next(rules) : Optional.empty());
    }

    private Output answer(String token) {
      return new Output(secret.arn(), secret.name(), token);
    }
  }

  private static AccessDenied notInvocable() {
    return new AccessDenied(
        "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function"
            + " policy grants access to the principal secretsmanager.amazonaws.com.");
  }
}
