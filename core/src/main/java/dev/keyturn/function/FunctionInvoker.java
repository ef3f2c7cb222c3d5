package dev.keyturn.function;

import dev.keyturn.identity.Arn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The port through which the engine calls rotation functions, built-in and foreign. Thread-safe.
public interface FunctionInvoker {

  /// Calls a function and waits for its end, at most `limit`, or as long as its own timeout allows
  /// where it has one. Never throws for what the function does: that is an outcome. A time-out is
  /// reported only when the function can no longer act on the target.
  Outcome invoke(Arn function, RotationEvent event, Duration limit);

  /// Whether a step of a function changes nothing but the secret, and is over in an instant as a
  /// rule: then it may be called before it is on the record that it begins.
  default boolean isQuick(Arn function, Step step) {
    return false;
  }

  /// Asks a built-in function whether a rotation would succeed, for at most `limit`. Never throws
  /// for what the function does: that is a finding. Of a user's own function nothing is known.
  default List<Finding> check(Arn function, Preflight preflight, Duration limit) {
    return List.of(
        new Finding(
            "function",
            Finding.Status.SKIPPED,
            "What a function of your own does at the target cannot be tried without rotating",
            "Let it test what it has: call RotateSecret with RotateImmediately=false, which runs its"
                + " testSecret."));
  }

  /// Why the service may not invoke the function for this secret, or empty when it may. A function
  /// that does not exist may not be invoked.
  Optional<String> mayInvoke(Arn function, Arn secret);

  /// Whether the function is built in, and so understands [Step#SETTLE_SECRET] and the journal.
  boolean isBuiltIn(Arn function);

  /// Whether a rotation with this function needs a superuser secret, named by `masterarn` in the
  /// secret's JSON.
  boolean needsSuperuser(Arn function);

  /// Whether a rotation with this function uses a superuser secret when the secret's JSON names
  /// one. Such a function leaves the old credential valid, because somebody else than its user
  /// makes the new one.
  default boolean takesSuperuser(Arn function) {
    return needsSuperuser(function);
  }
}
