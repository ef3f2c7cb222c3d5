package dev.keyturn.function;

import dev.keyturn.identity.Arn;
import java.util.Optional;

/// The port through which users' own code runs. Thread-safe.
///
/// An *instance* is a process that holds one deployment and serves one invocation at a time; it is
/// kept warm for a while and never shared between deployments.
public interface FunctionRuntime {

  /// What would run functions that ask for this runtime, such as `Python 3.11.7` for `python3.9`;
  /// empty when the machine has nothing of its kind.
  ///
  /// @param runtime AWS's identifier, such as `python3.12`, `nodejs20.x`, `java21`,
  ///   `provided.al2023`
  Optional<String> standIn(String runtime);

  /// Why functions with an egress list cannot run on this machine, and what to do about it; empty
  /// when they can. Nothing with such a list ever runs where it is not enforced.
  default Optional<String> egressHindrance() {
    return Optional.empty();
  }

  /// Runs one invocation and waits for its end. Never throws for what the function does, and never
  /// returns while the function can still act: after a time-out its processes are gone.
  InvocationEnd invoke(Deployment deployment, Invocation invocation);

  /// Ends all instances of a function, of every version: those that are busy when their invocation
  /// is over.
  ///
  /// @param function its ARN without a qualifier
  void retire(Arn function);
}
