package dev.keyturn.rotators.target;

import dev.keyturn.key.SecretValue;

/// What is to become of a pair of alternating users. Rights flow from the base to the clone only.
///
/// @param base the user without the suffix: the authority, of which nothing but the password is
///   ever changed
/// @param alternate the user with the suffix, made when it does not exist
/// @param user which of the two gets the password
/// @param adopt whether an existing clone may be touched though nothing shows that it is one
/// @param exact whether what the clone has and the base lacks is taken from it, one by one;
///   otherwise it is only reported
public record AlternateChange(
    String base,
    String alternate,
    String user,
    SecretValue password,
    boolean adopt,
    boolean exact) {

  /// Whether it is the turn of the user with the suffix.
  public boolean changesAlternate() {
    return user.equals(alternate);
  }
}
