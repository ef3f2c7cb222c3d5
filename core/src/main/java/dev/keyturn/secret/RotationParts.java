package dev.keyturn.secret;

import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.KeyService;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Rights;
import dev.keyturn.secret.RotationRepository.Found;
import dev.keyturn.secret.Secret.RotationSettings;
import dev.keyturn.store.Store;

/// What the operations on rotations are made of.
///
/// @param rights whether a caller may do something beside what the operation itself asks
/// @param wake tells the engine that there may be something to do at once
public record RotationParts(
    Store store,
    SecretRepository repository,
    RotationRepository rotations,
    FunctionInvoker functions,
    KeyService keys,
    Rights rights,
    Runnable wake) {

  /// The rotation of a secret, or the refusal when it was never turned on.
  Found require(Stored stored) {
    return rotations
        .get(stored.key())
        .orElseThrow(() -> new InvalidRequest("Rotation was never turned on for this secret."));
  }

  boolean isBuiltIn(Secret secret) {
    return secret
        .rotation()
        .flatMap(RotationSettings::functionArn)
        .flatMap(Arn::parse)
        .filter(functions::isBuiltIn)
        .isPresent();
  }
}
