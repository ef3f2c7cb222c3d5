package dev.keyturn.secret;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Refusal.Validation;
import java.util.Optional;

/// The checks of what a request gives that the model does not make: they hold for requests from
/// inside the process too.
final class Given {
  private static final int MOST_BYTES = 65_536;

  private Given() {}

  /// The token that names the version to be made. SDKs fill it in; a raw request may lack it.
  static String token(Optional<String> token) {
    String given =
        token.orElseThrow(() ->
            new InvalidRequest(
                "You must provide a ClientRequestToken value. We recommend a UUID-type"
                    + " value."));
    if (given.length() < 32 || given.length() > 64) {
      throw new InvalidParameter("ClientRequestToken must be 32-64 characters long.");
    }
    return given;
  }

  /// The value of a request: text or bytes, or none.
  static Optional<SecretValue> value(Optional<SecretValue> string, Optional<SecretValue> binary) {
    if (string.isPresent() && binary.isPresent()) {
      throw new InvalidParameter(
          "You can't specify both a binary secret value and a string secret value in the same"
              + " secret.");
    }
    Optional<SecretValue> value = string.or(() -> binary);
    value.ifPresent(Given::requireSize);
    return value;
  }

  /// The limit counts bytes, while the model's counts characters of text.
  private static void requireSize(SecretValue value) {
    if (value.size() < 1 || value.size() > MOST_BYTES) {
      throw new Validation(
          "1 validation error detected: Value at '%s' failed to satisfy constraint: Member must have length %s"
              .formatted(
                  value.isBinary() ? "secretBinary" : "secretString",
                  value.size() < 1
                      ? "greater than or equal to 1"
                      : "less than or equal to " + MOST_BYTES));
    }
  }

  /// Refuses callers of other accounts where the default key encrypts: it serves its account only.
  static void requireKeyInReach(Call call, Stored stored) {
    boolean foreign = !stored.key().account().equals(call.account());
    if (foreign && stored.secret().details().kmsKeyId().isEmpty()) {
      throw new InvalidRequest(
          "You can't access a secret from a different AWS account if you encrypt the secret with the"
              + " default KMS service key.");
    }
  }

  /// Refuses every change, and reading the value, of a secret that is to be deleted.
  static void requireAlive(Secret secret) {
    if (secret.deletion().isPresent()) {
      throw new InvalidRequest(
          "You can't perform this operation on the secret because it was marked for deletion.");
    }
  }
}
