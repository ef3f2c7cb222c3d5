package dev.keyturn.rotation;

import dev.keyturn.schedule.Window;
import java.time.Instant;
import java.util.Optional;

/// One rotation on its way: a token, and how far it is known to have come. Every attempt walks from
/// the first step with the same token.
///
/// @param token the version being made
/// @param window what bounds the tries until the target may have been touched; empty when somebody
///   asked for the rotation, which may then be tried at any time. Of a test: the window in which
///   the first rotation starts.
/// @param attempt the number of the present attempt or, while waiting, of the next one; from 1
/// @param failures failed attempts in a row, counted anew once the target may have been touched,
///   because the delays are others then
/// @param begun when the first step began; empty: nothing has been called yet
/// @param unsettledSince when it was recorded that setSecret begins: from then on the target may
///   hold the pending credential
/// @param taken when setSecret first returned: the target holds the pending credential
public record Walk(
    String token,
    Kind kind,
    Optional<Window> window,
    int attempt,
    int failures,
    Optional<Instant> begun,
    Optional<Instant> unsettledSince,
    Optional<Instant> taken) {

  /// After how many failures in a row an operator should look.
  static final int STUCK_AFTER = 5;

  /// What a walk is for.
  public enum Kind {
    /// Makes a new version current.
    ROTATE,
    /// RotateImmediately=false: only tests, with a copy of the current value, and takes its label
    /// away.
    TEST
  }

  /// A walk that nothing has been done for.
  ///
  /// @param window empty when somebody asked for it
  public static Walk of(String token, Kind kind, Optional<Window> window) {
    return new Walk(
        token, kind, window, 1, 0, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Whether the target may hold another credential than AWSCURRENT's.
  public boolean unsettled() {
    return unsettledSince.isPresent();
  }

  /// Whether it keeps failing, so that somebody should look.
  public boolean stuck() {
    return failures >= STUCK_AFTER;
  }

  /// The same walk once its beginning was announced.
  public Walk begun(Instant now) {
    return new Walk(
        token,
        kind,
        window,
        attempt,
        failures,
        Optional.of(begun.orElse(now)),
        unsettledSince,
        taken);
  }

  Walk setBegins(Instant now) {
    return unsettled()
        ? this
        : new Walk(token, kind, window, attempt, 0, begun, Optional.of(now), taken);
  }

  Walk setReturned(Instant now) {
    return new Walk(
        token,
        kind,
        window,
        attempt,
        failures,
        begun,
        unsettledSince,
        Optional.of(taken.orElse(now)));
  }

  Walk failed(boolean counts) {
    return new Walk(
        token,
        kind,
        window,
        attempt + 1,
        counts ? failures + 1 : failures,
        begun,
        unsettledSince,
        taken);
  }

  Walk within(Optional<Window> other) {
    return new Walk(token, kind, other, attempt, failures, begun, unsettledSince, taken);
  }
}
