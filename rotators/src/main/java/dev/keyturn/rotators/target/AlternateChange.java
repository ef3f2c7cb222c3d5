package dev.keyturn.rotators.target;

import dev.keyturn.key.SecretValue;
import java.util.Optional;

/// What is to become of a pair of alternating users. Rights flow from the base to the clone only.
///
/// @param base the user without the suffix: the authority, of which nothing but the password is
///   ever changed
/// @param alternate the user with the suffix, made when it does not exist
/// @param user which of the two gets the password
/// @param adopt whether an existing clone may be touched though nothing shows that it is one
/// @param exact whether what the clone has and the base lacks is taken from it, one by one;
///   otherwise it is only reported
/// @param host which of several accounts of one name the holder of the secret logs in to, where a
///   target tells accounts apart by the client's host
/// @param resumed whether the password opens already: an earlier attempt came at least that far
public record AlternateChange(
    String base,
    String alternate,
    String user,
    SecretValue password,
    boolean adopt,
    boolean exact,
    Optional<String> host,
    boolean resumed) {

  /// A change that nothing is known of yet.
  public AlternateChange(
      String base,
      String alternate,
      String user,
      SecretValue password,
      boolean adopt,
      boolean exact) {
    this(base, alternate, user, password, adopt, exact, Optional.empty(), false);
  }

  /// The same change by somebody who logs in to this account. A user whose password opens already
  /// was made by an earlier attempt: it may be touched.
  public AlternateChange continued(Optional<String> itsHost, boolean opens) {
    return new AlternateChange(
        base, alternate, user, password, adopt || opens, exact, itsHost, opens);
  }

  /// Whether it is the turn of the user with the suffix.
  public boolean changesAlternate() {
    return user.equals(alternate);
  }
}
