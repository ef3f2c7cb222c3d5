package dev.keyturn.secret;

import dev.keyturn.operation.Refusal.Validation;
import java.util.regex.Pattern;

/// The index from a secret's name to its ARN, and the rule that names obey.
///
/// @param arn the secret's full ARN
record SecretName(String arn) {
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9/_+=.@!-]+");

  /// Refuses what cannot be a name, before anybody looks whether it exists.
  static String require(String name) {
    if (!VALID.matcher(name).matches()) {
      throw new Validation(
          "Invalid name. Must be a valid name containing alphanumeric characters, or any of the"
              + " following: -/_+=.@!");
    }
    return name;
  }
}
