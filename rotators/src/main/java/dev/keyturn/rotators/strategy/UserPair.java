package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.LoginEngine.Traits;
import java.util.Locale;
import java.util.Optional;

/// Two alternating users: the base, and the alternate user that has the suffix in addition.
///
/// @param current which of the two AWSCURRENT is of
record UserPair(String base, String alternate, String current) {

  /// Finds out which of the two the current user is. A name without the suffix is a base. One with
  /// it is a clone when the previous version is of the name without; whether it is one otherwise is
  /// for `baseuser` in the secret's JSON to say, for a user may well be called so from the start.
  static UserPair of(LoginSecret current, Optional<LoginSecret> previous, Traits traits)
      throws StepFailed {
    String base = base(current, previous, traits.cloneSuffix());
    String alternate = base + traits.cloneSuffix();
    if (traits.nameUnit().count(alternate) > traits.userNameLimit()) {
      throw new StepFailed(
          MISCONFIGURED,
          "Unable to clone user, username length with %s appended would exceed %d %s: %s"
              .formatted(
                  traits.cloneSuffix(),
                  traits.userNameLimit(),
                  traits.nameUnit().name().toLowerCase(Locale.ROOT),
                  alternate),
          "Use a shorter user name, or the single-user function.");
    }
    return new UserPair(base, alternate, current.user());
  }

  private static String base(LoginSecret current, Optional<LoginSecret> previous, String suffix)
      throws StepFailed {
    String user = current.user();
    if (current.baseUser().isPresent()) {
      return named(current.baseUser().get(), user, suffix);
    }
    Optional<String> before =
        previous
            .filter(secret -> secret.target().sameServer(current.target()))
            .map(LoginSecret::user);
    if (!user.endsWith(suffix) || before.filter((user + suffix)::equals).isPresent()) {
      return user;
    }
    String stripped = user.substring(0, user.length() - suffix.length());
    if (before.filter(stripped::equals).isPresent()) {
      return stripped;
    }
    throw new StepFailed(
        MISCONFIGURED,
        "Nothing says whether user %s is the alternate user of %s or is called so from the start"
            .formatted(user, stripped),
        "Add to the secret's JSON \"baseuser\": \"%s\" in the first case, \"baseuser\": \"%s\" in the second."
            .formatted(stripped, user));
  }

  private static String named(String base, String user, String suffix) throws StepFailed {
    if (user.equals(base) || user.equals(base + suffix)) {
      return base;
    }
    throw new StepFailed(
        MISCONFIGURED,
        "baseuser of the secret JSON is %s, but username is neither it nor %s"
            .formatted(base, base + suffix),
        "Correct baseuser or username with PutSecretValue.");
  }

  /// Whether two versions are of two alternating users at the same server.
  static boolean arePair(LoginSecret one, LoginSecret other, String suffix) {
    return one.target().sameServer(other.target())
        && (one.user().equals(other.user() + suffix) || other.user().equals(one.user() + suffix));
  }

  /// The user whose turn is next.
  String next() {
    return current.equals(base) ? alternate : base;
  }
}
