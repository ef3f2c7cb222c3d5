package dev.keyturn.rotators.strategy;

import static dev.keyturn.function.FailureClass.REFUSED;

import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.Login;
import dev.keyturn.rotators.target.TwoPasswordEngine;
import dev.keyturn.rotators.target.TwoPasswordSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The passwords that may open for a user, in the order in which they are tried, and who changes
/// the user once one of them has: the superuser where the secret names one, otherwise the user
/// itself.
final class WaysIn {
  private final RotationRun run;
  private final TwoPasswordEngine engine;
  private final LoginSecret current;
  private final Map<String, SecretValue> passwords = new LinkedHashMap<>();

  /// @param current says who the superuser is, and whether changes are kept
  WaysIn(RotationRun run, TwoPasswordEngine engine, LoginSecret current) {
    this.run = run;
    this.engine = engine;
    this.current = current;
  }

  /// Adds a way that comes after the others, unless it is one of them.
  WaysIn or(String label, LoginSecret version) {
    if (!passwords.containsValue(version.password())) {
      passwords.put(label, version.password());
    }
    return this;
  }

  /// The user at one of its servers. A superuser acts only where the secret's owner has shown to
  /// hold a password, for else it could be made to act on anybody's user.
  HeldUser open(Login at) throws StepFailed {
    Optional<Superuser> superuser = superuser();
    Optional<TwoPasswordSession> own = own(at);
    if (superuser.isEmpty()) {
      return HeldUser.in(own.orElseThrow(() -> refused(at)), at, current.persistent());
    }
    own.ifPresent(TwoPasswordSession::close);
    HeldUser held =
        HeldUser.in(superuser.get().at(at.target()).open(engine::open), at, current.persistent());
    if (own.isEmpty()) {
      held.close();
      throw refused(at);
    }
    return held;
  }

  private Optional<Superuser> superuser() throws StepFailed {
    return current.superuserArn().isPresent()
        ? Optional.of(Superuser.of(run, current))
        : Optional.empty();
  }

  private Optional<TwoPasswordSession> own(Login at) throws StepFailed {
    for (SecretValue password : passwords.values()) {
      Optional<TwoPasswordSession> session =
          RotationRun.tryOpen(engine::open, at.withPassword(password));
      if (session.isPresent()) {
        return session;
      }
    }
    return Optional.empty();
  }

  private StepFailed refused(Login at) {
    return new StepFailed(
        REFUSED,
        "Unable to log into database with previous, current, or pending secret of secret arn %s:"
                .formatted(run.arn())
            + " %s refuses the password of %s"
                .formatted(at.who(), String.join(", ", List.copyOf(passwords.keySet()))),
        "See whether the user exists there and is on. Then put the password that it has into the"
            + " secret with PutSecretValue, or add that of AWSCURRENT to the user, and retry.");
  }
}
