package dev.keyturn.secret;

import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Caller.RotationScope;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.rotation.LabelsChanged;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.State.TargetUnknown;
import dev.keyturn.rotation.Timetable;
import dev.keyturn.rotation.Walk;
import dev.keyturn.secret.RotationRepository.Found;
import dev.keyturn.secret.Secret.RotationSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Rotation's part in every change of a secret. A change is the rotation's own only when its
/// function makes it for the token that is under way; any other that touches AWSCURRENT or
/// AWSPENDING or adds a version abandons a rotation in flight.
public final class RotationGuard implements RotationHook {
  private final RotationRepository rotations;
  private final FunctionInvoker functions;
  private final RotationTokens tokens;

  public RotationGuard(
      RotationRepository rotations, FunctionInvoker functions, RotationTokens tokens) {
    this.rotations = rotations;
    this.functions = functions;
    this.tokens = tokens;
  }

  @Override
  public Followed follow(Call call, Occurrence occurrence) {
    // A rotation begins in the commit that gives the secret its settings: without them there is
    // none, and none can come before this change, which is conditional on the same secret.
    Optional<Found> found =
        occurrence.before().secret().rotation().isEmpty()
            ? Optional.empty()
            : rotations.get(occurrence.before().key());
    if (found.isEmpty()) {
      return new Followed(occurrence.after(), List.of());
    }
    Rotation rotation = found.get().rotation();
    return isOwn(call, occurrence, rotation)
        ? new Followed(occurrence.after(), List.of())
        : followed(occurrence, found.get(), call.at());
  }

  @Override
  public Set<String> kept(SecretKey key) {
    return rotations.get(key).map(found -> found.rotation().keptVersions()).orElse(Set.of());
  }

  /// Refuses a function that goes on although its rotation has ended. Of the changes that a user's
  /// own function makes, those of other versions are nobody's rotation.
  private boolean isOwn(Call call, Occurrence occurrence, Rotation rotation) {
    Optional<String> underWay =
        rotation.state() instanceof TargetUnknown
            ? Optional.empty()
            : rotation.walk().map(Walk::token);
    Optional<RotationScope> scope = call.caller().serves();
    if (scope.isEmpty()) {
      return underWay
          .filter(token -> proves(occurrence, token) || finishes(occurrence, rotation, token))
          .isPresent();
    }
    if (!isOfVersion(occurrence, scope.get().token())) {
      return false;
    }
    if (!underWay.equals(scope.flatMap(RotationScope::token))) {
      throw new InvalidRequest(
          "You can't perform this operation on the secret because the rotation that it belongs to"
              + " has ended or was abandoned.");
    }
    return true;
  }

  /// Whether a change only fills or labels one version.
  private static boolean isOfVersion(Occurrence occurrence, Optional<String> version) {
    Secret before = occurrence.before().secret();
    Secret after = occurrence.after();
    return switch (occurrence.kind()) {
      case DELETE_SECRET, RESTORE_SECRET -> false;
      case PUT_SECRET_VALUE, UPDATE_SECRET, UPDATE_SECRET_VERSION_STAGE ->
          Stream.of(Labels.CURRENT, Labels.PENDING)
                  .allMatch(label -> isKept(before, after, label, version))
              && filled(before, after).allMatch(id -> version.filter(id::equals).isPresent());
    };
  }

  private static boolean isKept(
      Secret before, Secret after, String label, Optional<String> version) {
    Optional<String> carrier = carrier(after, label);
    return carrier.equals(carrier(before, label)) || carrier.equals(version);
  }

  private boolean proves(Occurrence occurrence, String token) {
    return occurrence
        .rotationToken()
        .filter(tokens.of(occurrence.before().arn(), token)::equals)
        .isPresent();
  }

  /// A function that runs elsewhere comes with credentials of its own, and AWS knows no proof for
  /// moving a label. Once its version was tested at the target, whoever may move AWSCURRENT there
  /// does what the rotation is about to do.
  private boolean finishes(Occurrence occurrence, Rotation rotation, String token) {
    return occurrence.kind() == Kind.UPDATE_SECRET_VERSION_STAGE
        && rotation.tested()
        && !isBuiltIn(occurrence)
        && isOfVersion(occurrence, Optional.of(token))
        && carrier(occurrence.after(), Labels.CURRENT).filter(token::equals).isPresent();
  }

  private Followed followed(Occurrence occurrence, Found found, Instant at) {
    Secret after = occurrence.after();
    Timetable timetable = Timetables.of(after);
    Rotation rotation = found.rotation();
    return switch (occurrence.kind()) {
      case DELETE_SECRET -> with(occurrence, found, rotation.suspend(), after);
      case RESTORE_SECRET -> with(occurrence, found, rotation.resume(at, timetable), after);
      case PUT_SECRET_VALUE, UPDATE_SECRET, UPDATE_SECRET_VERSION_STAGE ->
          touches(occurrence)
              ? changed(occurrence, found, rotation.after(change(occurrence, at), timetable))
              : new Followed(after, List.of());
    };
  }

  private Followed changed(Occurrence occurrence, Found found, Rotation next) {
    Secret after =
        found
            .rotation()
            .walk()
            .map(walk -> Placement.withoutPending(occurrence.after(), walk.token()))
            .orElse(occurrence.after());
    return with(occurrence, found, next, after);
  }

  private static Followed with(Occurrence occurrence, Found found, Rotation next, Secret after) {
    if (next.equals(found.rotation())) {
      return new Followed(after, List.of());
    }
    return new Followed(
        Placement.scheduled(after, next, Optional.empty()),
        List.of(RotationRepository.put(occurrence.before().key(), Optional.of(found), next)));
  }

  private static boolean touches(Occurrence occurrence) {
    Secret before = occurrence.before().secret();
    Secret after = occurrence.after();
    return !carrier(before, Labels.CURRENT).equals(carrier(after, Labels.CURRENT))
        || !carrier(before, Labels.PENDING).equals(carrier(after, Labels.PENDING))
        || filled(before, after).findAny().isPresent();
  }

  /// The versions that have got a value: new ones, and placeholders.
  private static Stream<String> filled(Secret before, Secret after) {
    return after.versions().values().stream()
        .filter(Version::hasValue)
        .map(Version::id)
        .filter(id -> before.version(id).filter(Version::hasValue).isEmpty());
  }

  private LabelsChanged change(Occurrence occurrence, Instant at) {
    return new LabelsChanged(
        at,
        isBuiltIn(occurrence),
        carrier(occurrence.before().secret(), Labels.CURRENT),
        carrier(occurrence.after(), Labels.CURRENT));
  }

  private boolean isBuiltIn(Occurrence occurrence) {
    return occurrence
        .after()
        .rotation()
        .flatMap(RotationSettings::functionArn)
        .flatMap(Arn::parse)
        .filter(functions::isBuiltIn)
        .isPresent();
  }

  private static Optional<String> carrier(Secret secret, String label) {
    return secret.labelled(label).map(Version::id);
  }
}
