package dev.keyturn.rotation;

import dev.keyturn.function.FailureClass;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How long to wait before the next try. Pure: the jitter comes from the token and the number of
/// the attempt, so that rotations spread and a test can tell.
final class RetryDelay {
  private static final double JITTER = 0.2;

  /// While the target may hold what AWSCURRENT does not say, readers may be locked out: be quick.
  private static final List<Duration> UNSETTLED =
      List.of(seconds(1), seconds(2), seconds(5), seconds(15), seconds(60), minutes(5));

  private static final List<Duration> UNTOUCHED =
      List.of(minutes(1), minutes(5), minutes(15), minutes(60));

  /// Whoever is busy is soon done; who still is after minutes is not to be hammered.
  private static final List<Duration> BUSY =
      List.of(
          seconds(2),
          seconds(5),
          seconds(10),
          seconds(10),
          seconds(10),
          seconds(10),
          seconds(30),
          seconds(60),
          minutes(5));

  private RetryDelay() {}

  /// Empty: not before an operator says so.
  static Optional<Duration> after(FailureClass failure, Walk failed) {
    List<Duration> delays = failed.unsettled() ? UNSETTLED : UNTOUCHED;
    return switch (failure) {
      case ACCOUNT_LOCKED, REJECTED_PASSWORD -> Optional.empty();
      case BUSY -> Optional.of(jittered(BUSY, failed.attempt() - 1, failed));
      case MISCONFIGURED -> Optional.of(jittered(delays, misconfigured(failed), failed));
      default -> Optional.of(jittered(delays, failed.failures(), failed));
    };
  }

  /// It helps little to try again, but while readers may be locked out nothing is left untried.
  private static int misconfigured(Walk failed) {
    return failed.unsettled() ? failed.failures() : UNTOUCHED.size();
  }

  /// The delay of a settling attempt that failed.
  static Optional<Duration> settling(FailureClass failure, String token, int attempt) {
    Walk failed = Walk.of(token, Walk.Kind.ROTATE, Optional.empty());
    return switch (failure) {
      case ACCOUNT_LOCKED -> Optional.empty();
      case BUSY -> Optional.of(jittered(BUSY, attempt, failed));
      default -> Optional.of(jittered(UNSETTLED, attempt, failed));
    };
  }

  private static Duration jittered(List<Duration> delays, int ordinal, Walk walk) {
    Duration delay = delays.get(Math.clamp(ordinal - 1, 0, delays.size() - 1));
    int hash = (walk.token() + "/" + walk.attempt() + "/" + ordinal).hashCode() * 0x9E3779B9;
    double unit = hash / -(double) Integer.MIN_VALUE;
    return delay.plusMillis(Math.round(delay.toMillis() * JITTER * unit));
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Duration minutes(int minutes) {
    return Duration.ofMinutes(minutes);
  }
}
