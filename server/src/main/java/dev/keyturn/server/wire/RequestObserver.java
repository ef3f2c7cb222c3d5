package dev.keyturn.server.wire;

import java.util.Optional;

/// Is told of every answer, for metrics. Thread-safe; quick, because callers wait for it; must not
/// throw.
@FunctionalInterface
public interface RequestObserver {

  /// Observes nothing.
  RequestObserver NONE = _ -> {};

  void answered(Answered answered);

  /// One answer.
  ///
  /// @param service such as `secretsmanager`; `unknown` when nothing listens there, so that names
  ///   made up by clients never become metrics
  /// @param operation such as `GetSecretValue`, or `unknown`
  /// @param error AWS's code when it was refused or failed
  /// @param nanos from the whole request to the whole answer
  record Answered(
      String service, String operation, int status, Optional<String> error, long nanos) {}
}
