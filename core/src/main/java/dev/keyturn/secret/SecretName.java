package dev.keyturn.secret;

import dev.keyturn.operation.Refusal.Validation;

/// The index from a secret's name to its ARN, and the rule that names obey.
///
/// @param arn the secret's full ARN
record SecretName(String arn) {
  private static final String MARKS = "-/_+=.@!";

  /// Refuses what cannot be a name, before anybody looks whether it exists.
  static String require(String name) {
    if (name.isEmpty() || !areAllowed(name)) {
      throw new Validation(
          "Invalid name. Must be a valid name containing alphanumeric characters, or any of the"
              + " following: -/_+=.@!");
    }
    return name;
  }

  private static boolean areAllowed(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isAllowed(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAllowed(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || MARKS.indexOf(character) >= 0;
  }
}
