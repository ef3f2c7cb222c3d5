package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.secret.RotationHook.Kind;
import dev.keyturn.secret.RotationHook.Occurrence;
import java.util.List;
import java.util.Optional;

/// Moves a label, attaches it, or takes it off.
public final class UpdateSecretVersionStage {
  private static final String ACTION = "secretsmanager:UpdateSecretVersionStage";

  private final SecretRepository repository;
  private final Consequences consequences;

  UpdateSecretVersionStage(SecretRepository repository, Consequences consequences) {
    this.repository = repository;
    this.consequences = consequences;
  }

  public record Input(
      String secretId,
      String versionStage,
      Optional<String> removeFromVersionId,
      Optional<String> moveToVersionId) {}

  public record Output(String arn, String name) {}

  /// The operation's row in the table.
  Operation<Input, Stored, Output> row() {
    return new Operation<>(
            "UpdateSecretVersionStage",
            Input.class,
            Output.class,
            WRITE,
            ACTION,
            repository.lookup(ACTION, Input::secretId),
            this::handle)
        .keyed(
            ConditionKeys.<Input>none()
                .with("secretsmanager:VersionStage", input -> Optional.of(input.versionStage())));
  }

  Output handle(Call call, Stored found, Input input) {
    if (input.removeFromVersionId().isEmpty() && input.moveToVersionId().isEmpty()) {
      throw new InvalidParameter("You must specify RemoveFromVersionId, MoveToVersionId, or both.");
    }
    return repository.change(found, stored -> decide(call, stored, input));
  }

  private Change<Output> decide(Call call, Stored stored, Input input) {
    Secret before = stored.secret();
    Given.requireAlive(before);
    requireVersion(before, input.removeFromVersionId());
    requireVersion(before, input.moveToVersionId());
    Secret after =
        input
            .moveToVersionId()
            .map(to -> move(before, input, to))
            .orElseGet(() -> detach(before, input));
    Output answer = new Output(before.arn(), before.name());
    return after.equals(before)
        ? Change.none(answer)
        : consequences.of(
            call,
            new Occurrence(Kind.UPDATE_SECRET_VERSION_STAGE, stored, after),
            List.of(),
            _ -> answer);
  }

  private static void requireVersion(Secret secret, Optional<String> id) {
    if (id.isPresent() && secret.version(id.get()).isEmpty()) {
      throw new InvalidParameter("Not a valid version: " + id.get());
    }
  }

  private static Secret move(Secret secret, Input input, String to) {
    String label = input.versionStage();
    Optional<String> carrier = secret.labelled(label).map(Version::id);
    Optional<String> from = input.removeFromVersionId();
    if (from.isPresent() && !from.equals(carrier)) {
      throw new InvalidParameter(
          "When you move staging label %s, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label %s."
              .formatted(label, label));
    }
    if (carrier.isPresent() && from.isEmpty() && !carrier.get().equals(to)) {
      throw new InvalidParameter(
          "The parameter RemoveFromVersionId can't be empty. Staging label %s is currently attached to version %s, so you must explicitly reference that version in RemoveFromVersionId."
              .formatted(label, carrier.get()));
    }
    if (label.equals(Labels.CURRENT) && !secret.version(to).map(Version::hasValue).orElse(false)) {
      throw new InvalidRequest(
          "You can't move staging label AWSCURRENT to version %s because that version has no secret value."
              .formatted(to));
    }
    return secret.label(label, to);
  }

  private static Secret detach(Secret secret, Input input) {
    String label = input.versionStage();
    if (label.equals(Labels.CURRENT)) {
      throw new InvalidParameter(
          "You can only move staging label AWSCURRENT to a different secret version. It can't be"
              + " completely removed.");
    }
    if (!secret.labelled(label).map(Version::id).equals(input.removeFromVersionId())) {
      throw new InvalidParameter(
          "Staging label %s is not attached to version %s."
              .formatted(label, input.removeFromVersionId().orElse("")));
    }
    return secret.unlabel(label);
  }
}
