package dev.keyturn.rotation;

import dev.keyturn.schedule.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
/// @param rejected versions before this one whose passwords the target's policy did not take
public record Walk(
    String token,
    Kind kind,
    Optional<Window> window,
    int attempt,
    int failures,
    Optional<Instant> begun,
    Optional<Instant> unsettledSince,
    Optional<Instant> taken,
    List<String> rejected) {

  /// How many new versions a rejected password gets, until an operator looks.
  static final int MOST_REJECTED = 3;

  /// After how many failures in a row an operator should look.
  static final int STUCK_AFTER = 5;

  public Walk {
    rejected = List.copyOf(rejected);
  }

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
        token, kind, window, 1, 0, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
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
        taken,
        rejected);
  }

  /// The same walk when nothing was called after all.
  public Walk unbegun() {
    return new Walk(
        token, kind, window, attempt, failures, Optional.empty(), unsettledSince, taken, rejected);
  }

  Walk setBegins(Instant now) {
    return unsettled()
        ? this
        : new Walk(token, kind, window, attempt, 0, begun, Optional.of(now), taken, rejected);
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
        Optional.of(taken.orElse(now)),
        rejected);
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
        taken,
        rejected);
  }

  Walk within(Optional<Window> other) {
    return new Walk(token, kind, other, attempt, failures, begun, unsettledSince, taken, rejected);
  }

  /// Whether a password that the target's policy rejects may get another version.
  public boolean mayReplace() {
    return kind == Kind.ROTATE && rejected.size() < MOST_REJECTED;
  }

  /// The target may hold what it may have held during another walk.
  Walk unsettledLike(Walk before) {
    return new Walk(
        token, kind, window, attempt, failures, begun, before.unsettledSince, taken, rejected);
  }

  /// The target does not hold the pending credential, and AWSCURRENT opens it: both are known.
  Walk untouched() {
    return new Walk(
        token,
        kind,
        window,
        attempt,
        failures,
        begun,
        Optional.empty(),
        Optional.empty(),
        rejected);
  }

  /// The walk of the version that replaces this one.
  Walk replaced(String newToken) {
    List<String> more = new ArrayList<>(rejected);
    more.add(token);
    return new Walk(
        newToken, kind, window, attempt + 1, 0, begun, Optional.empty(), Optional.empty(), more);
  }

  /// The same walk, asked for by an operator: at any time, and with new passwords if need be. The
  /// window of a test is not its own, but that of the first rotation.
  Walk asked() {
    Optional<Window> bound = kind == Kind.TEST ? window : Optional.empty();
    return new Walk(token, kind, bound, attempt, failures, begun, unsettledSince, taken, List.of());
  }

  /// The next window when this walk is given up and AWSCURRENT stays: an abandoned rotation has
  /// used its window up, a test has not begun to.
  Optional<Window> nextWithout(Instant at, Timetable timetable) {
    if (kind == Kind.TEST) {
      return window;
    }
    return window
        .map(used -> timetable.following(used, at))
        .orElseGet(() -> timetable.upcoming(at));
  }
}
