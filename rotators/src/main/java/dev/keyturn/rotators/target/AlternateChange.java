package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;

import dev.keyturn.function.StepFailed;
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
/// @param form in which form the target keeps the password that the holder of the secret logs in
///   with, in the engine's own words, where that is known
/// @param resumed whether the password opens already: an earlier attempt came at least that far
public record AlternateChange(
    String base,
    String alternate,
    String user,
    SecretValue password,
    boolean adopt,
    boolean exact,
    Optional<String> host,
    Optional<String> form,
    boolean resumed) {

  /// A change that nothing is known of yet.
  public AlternateChange(
      String base,
      String alternate,
      String user,
      SecretValue password,
      boolean adopt,
      boolean exact) {
    this(base, alternate, user, password, adopt, exact, Optional.empty(), Optional.empty(), false);
  }

  /// The same change for the holder of the secret, with what a session of theirs tells.
  public AlternateChange by(TargetSession holder) throws StepFailed {
    return new AlternateChange(
        base,
        alternate,
        user,
        password,
        adopt,
        exact,
        holder.accountHost(),
        holder.passwordForm(),
        resumed);
  }

  /// The same change once it is known whether the password opens already. A user whose does was
  /// made by an earlier attempt: it may be touched.
  public AlternateChange continued(boolean opens) {
    return new AlternateChange(
        base, alternate, user, password, adopt || opens, exact, host, form, opens);
  }

  /// Whether it is the turn of the user with the suffix.
  public boolean changesAlternate() {
    return user.equals(alternate);
  }

  /// The target has no such base.
  StepFailed noBase() {
    return new StepFailed(
        MISCONFIGURED,
        "User " + base + " does not exist, and rights are copied from it alone",
        "Create " + base + " again, or name the base user as baseuser in the secret JSON.");
  }
}
