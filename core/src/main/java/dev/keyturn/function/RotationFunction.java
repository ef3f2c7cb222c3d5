package dev.keyturn.function;

import java.time.Instant;
import java.util.Map;

/// A built-in rotation function. Each step is idempotent: it may be called again with the same
/// event after a crash at any instruction, finds what is done, and does the rest. Implementations
/// keep no state between steps and are thread-safe. They reach secrets through [SecretsClient]
/// alone: the same calls as a foreign function.
public interface RotationFunction {

  /// Runs one step; returning normally means that it succeeded.
  void run(RotationEvent event, Context context) throws StepFailed;

  /// What an invocation may use.
  ///
  /// @param environment the function's variables, under AWS's template names
  /// @param deadline when the engine gives up on this invocation; everything sent to the target
  ///   must have ended by then
  record Context(SecretsClient secrets, Map<String, String> environment, Instant deadline) {}
}
