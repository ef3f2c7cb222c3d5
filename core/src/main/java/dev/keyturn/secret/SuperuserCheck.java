package dev.keyturn.secret;

import dev.keyturn.identity.Arn;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.secret.Secret.RotationSettings;
import java.util.Optional;

/// Checks the superuser secret that a secret's JSON names. Whoever may write the secret may write
/// `masterarn`, so the caller who turns rotation on has to be allowed to read what it names, and it
/// is pinned.
final class SuperuserCheck {
  private static final String READ = "secretsmanager:GetSecretValue";
  private static final int LONGEST_CHAIN = 10;

  private final RotationParts parts;
  private final SecretTargets targets;

  SuperuserCheck(RotationParts parts) {
    this.parts = parts;
    this.targets = new SecretTargets(parts.store(), parts.keys());
  }

  /// The ARN to pin; empty when the function uses no superuser.
  Optional<String> check(Call call, Stored stored, Arn function) {
    if (!parts.functions().takesSuperuser(function)) {
      return Optional.empty();
    }
    Optional<String> named = targets.read(stored).superuser();
    if (named.isEmpty() && parts.functions().needsSuperuser(function)) {
      throw new InvalidRequest(
          "The rotation function needs a superuser: the secret's JSON must have the key masterarn"
              + " with the ARN of the superuser's secret.");
    }
    return named.map(arn -> checked(call, stored, arn));
  }

  private String checked(Call call, Stored stored, String named) {
    Stored superuser = superuser(call, named);
    requireAcyclic(call, stored, superuser);
    return superuser.arn();
  }

  private Stored superuser(Call call, String named) {
    Stored superuser =
        parts
            .repository()
            .find(call, READ, named)
            .orElseThrow(() ->
                new InvalidRequest(
                    "Secrets Manager can't find the superuser's secret that the key masterarn"
                        + " names"
                        + Arn.parse(named).map(arn -> ": " + arn).orElse(".")));
    parts.rights().require(call, READ, superuser);
    Given.requireKeyInReach(call, superuser);
    if (superuser.secret().deletion().isPresent()) {
      throw new InvalidRequest(
          "The superuser's secret that the key masterarn names was marked for deletion: "
              + superuser.arn());
    }
    return superuser;
  }

  private void requireAcyclic(Call call, Stored rotated, Stored superuser) {
    Optional<Stored> link = Optional.of(superuser);
    for (int length = 0; link.isPresent(); length++) {
      if (link.get().arn().equals(rotated.arn()) || length > LONGEST_CHAIN) {
        throw new InvalidRequest(
            "The key masterarn leads back to the secret itself: a secret can't be its own"
                + " superuser.");
      }
      link =
          link.get()
              .secret()
              .rotation()
              .flatMap(RotationSettings::superuser)
              .flatMap(arn -> parts.repository().find(call, READ, arn));
    }
  }
}
