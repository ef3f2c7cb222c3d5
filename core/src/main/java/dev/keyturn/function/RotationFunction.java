package dev.keyturn.function;

import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/// A built-in rotation function. Each step is idempotent: it may be called again with the same
/// event after a crash at any instruction, finds what is done, and does the rest. Implementations
/// keep no state between steps and are thread-safe. They reach secrets through [SecretsClient]
/// alone: the same calls as a foreign function.
public interface RotationFunction {

  /// Runs one step; returning normally means that it succeeded.
  void run(RotationEvent event, Context context) throws StepFailed;

  /// Whether a step may change something outside of the secret.
  default boolean changesTarget(Step step) {
    return true;
  }

  /// Finds out whether a rotation would succeed, item by item, without changing anything. Whatever
  /// is found is reported at once, so that it is not lost when the deadline comes.
  default void check(Preflight preflight, Context context, Consumer<Finding> report) {
    report.accept(Finding.skipped("function", "This function cannot be tried without rotating"));
  }

  /// What an invocation may use.
  ///
  /// @param environment the function's variables, under AWS's template names
  /// @param deadline when the engine gives up on this invocation; everything sent to the target
  ///   must have ended by then
  record Context(SecretsClient secrets, Map<String, String> environment, Instant deadline) {}
}
