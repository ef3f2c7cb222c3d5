package dev.keyturn.quickstart;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a run has shown: the summary for the reader and the exit code for the caller.
///
/// @param orders how many orders each database user has placed
record Verdict(Strategy strategy, Tally.Snapshot tally, Map<String, Long> orders) {

  /// Alternating users: nobody was ever denied. Single user: every log-in succeeded within the
  /// retries that AWS advises.
  boolean good() {
    return tally.failure().isEmpty()
        && tally.lockedOut() == 0
        && (strategy == Strategy.SINGLE || tally.denied() == 0);
  }

  int exitCode() {
    return good() ? 0 : 1;
  }

  String summary() {
    return """

    Rotations          %d, %s
    Log-ins            %,d, each with credentials retrieved just before
    Denied log-ins     %s
    GetSecretValue     %s median, 99 %% within %s
    Orders by user     %s

    %s
    """
        .formatted(
            tally.rotations(),
            strategy == Strategy.SINGLE ? "single user" : "alternating users",
            tally.logIns(),
            denied(),
            LiveLine.millis(tally.median()),
            LiveLine.millis(tally.p99()),
            orders.entrySet().stream()
                .map(entry -> "%s %,d".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", ")),
            conclusion());
  }

  private String denied() {
    if (tally.denied() == 0) {
      return "0";
    }
    return "%d; the client was in again after at most %s"
        .formatted(tally.denied(), LiveLine.millis(tally.longestDenied()));
  }

  private String conclusion() {
    Optional<String> failure = tally.failure();
    if (failure.isPresent()) {
      return "FAILED: " + failure.get();
    }
    if (!good()) {
      return "FAILED: the client was locked out.";
    }
    return tally.denied() == 0
        ? "Nobody was locked out."
        : "Nobody was locked out: every denied log-in succeeded at a retry.";
  }
}
