package dev.keyturn.function;

import dev.keyturn.key.SecretValue;
import java.time.Duration;
import java.util.Optional;

/// How an invocation of a user's function ended.
///
/// @param fault what went wrong, in the runtime or in the function's code; empty: it returned
/// @param payload what it returned, or AWS's error object (`errorMessage`, `errorType`, …); secret,
///   because a function may return anything
/// @param logTail the last 4 KB of what it printed, masked
/// @param logStream where the rest stands: group and stream, with a colon between
/// @param took from the beginning of the handler to its end
public record InvocationEnd(
    Optional<Fault> fault,
    SecretValue payload,
    String logTail,
    Optional<String> logStream,
    Duration took) {

  /// Why there is no result.
  public enum Fault {
    /// The function's code reported an error.
    HANDLED,
    /// It exited, could not be loaded, answered what is no JSON, or broke in another way.
    UNHANDLED,
    /// It did not end in time.
    TIMED_OUT,
    /// It returned more than there is memory for now.
    NO_ROOM,
    /// Every instance that it may have is busy; nothing ran.
    THROTTLED,
    /// This machine cannot run it: no such runtime, no code, no process; nothing ran.
    UNAVAILABLE
  }
}
