package dev.keyturn.quickstart;

import java.time.Duration;
import java.util.Optional;

/// What the client has lived through. Thread-safe.
final class Tally {
  private final Latencies retrievals = new Latencies();
  private long rotations;
  private long logIns;
  private long denied;
  private long lockedOut;
  private Duration longestDenied = Duration.ZERO;
  private Optional<String> failure = Optional.empty();
  private String version = "";

  /// The numbers at one instant.
  ///
  /// @param denied log-ins that the database refused
  /// @param lockedOut how often the client had to give up, after all its retries
  /// @param longestDenied from the first refusal to the log-in that succeeded
  /// @param failure what else went wrong first
  record Snapshot(
      long rotations,
      long logIns,
      long denied,
      long lockedOut,
      Duration longestDenied,
      Duration median,
      Duration p99,
      Optional<String> failure) {}

  synchronized Snapshot snapshot() {
    return new Snapshot(
        rotations,
        logIns,
        denied,
        lockedOut,
        longestDenied,
        retrievals.within(0.5),
        retrievals.within(0.99),
        failure);
  }

  synchronized void rotated() {
    rotations++;
  }

  synchronized void retrieved(Duration time) {
    retrievals.add(time);
  }

  /// The client is in, with this version of the secret.
  ///
  /// @param wasDenied for how long it had been kept out before; zero when it was not
  synchronized void loggedIn(String versionId, Duration wasDenied) {
    logIns++;
    version = versionId;
    if (wasDenied.compareTo(longestDenied) > 0) {
      longestDenied = wasDenied;
    }
    notifyAll();
  }

  synchronized void denied() {
    denied++;
  }

  synchronized void lockedOut() {
    lockedOut++;
  }

  /// Something other than a refusal went wrong.
  synchronized void failed(String what) {
    if (failure.isEmpty()) {
      failure = Optional.of(what);
    }
    notifyAll();
  }

  /// Waits until the client has logged in with this version; false when it did not in time, or when
  /// something failed.
  synchronized boolean awaitLogIn(String versionId, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!version.equals(versionId) && failure.isEmpty()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return failure.isEmpty();
  }
}
