package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;

import dev.keyturn.function.StepFailed;

/// Checks against the confused deputy: whoever may write a secret must not be able to point a
/// rotation, and the rights that it has, at somebody else's user or server. Made on the JSONs
/// alone, before any connection.
final class SameResource {
  private SameResource() {}

  /// The pending version must be of the expected user, at the server of the current one.
  static void requirePending(LoginSecret pending, LoginSecret current, String expectedUser)
      throws StepFailed {
    if (!pending.user().equals(expectedUser)) {
      throw refused(
          "Attempting to modify user %s other than valid user %s"
              .formatted(pending.user(), expectedUser),
          "pending");
    }
    requireServer(pending, current, "Attempting to modify user %s for".formatted(pending.user()));
    if (!pending.replicas().stream()
        .map(replica -> replica.target().address())
        .toList()
        .equals(current.replicas().stream().map(replica -> replica.target().address()).toList())) {
      throw refused("The pending version lists other hosts than the current one", "pending");
    }
  }

  /// The superuser's secret must be for the server of the current version.
  static void requireSuperuser(LoginSecret superuser, LoginSecret current) throws StepFailed {
    requireServer(superuser, current, "Superuser secret names");
  }

  private static void requireServer(LoginSecret secret, LoginSecret current, String what)
      throws StepFailed {
    if (!secret.target().sameServer(current.target())) {
      throw refused(
          "%s host %s other than current host %s"
              .formatted(what, secret.target().address(), current.target().address()),
          "other");
    }
  }

  private static StepFailed refused(String message, String which) {
    return new StepFailed(
        MISCONFIGURED,
        message,
        which.equals("pending")
            ? "Remove AWSPENDING with UpdateSecretVersionStage and start a new rotation."
            : "Let both secrets name the same host and port, spelled alike.");
  }
}
