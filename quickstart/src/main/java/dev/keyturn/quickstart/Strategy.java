package dev.keyturn.quickstart;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How the password rotates, and what a well-behaved client of it does when it is denied.
enum Strategy {
  /// One user. For an instant the target has the new password and the secret the old one: the
  /// client reads again and retries, as AWS advises.
  SINGLE("SecretsManagerRDSPostgreSQLRotationSingleUser", 5),

  /// Two users by turns. What the client holds is always good: it never needs to retry.
  ALTERNATING("SecretsManagerRDSPostgreSQLRotationMultiUser", 0);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(60);

  private final String function;
  private final int retries;

  Strategy(String function, int retries) {
    this.function = function;
    this.retries = retries;
  }

  /// The built-in rotation function, by its name on AWS.
  String function() {
    return function;
  }

  /// How often the client tries again after it was denied.
  int retries() {
    return retries;
  }

  /// How long the client waits before retry number `retry`, from 0 on: doubling, with jitter, and
  /// less than two seconds for all five together.
  Duration pause(int retry, RandomGenerator random) {
    long most = FIRST_PAUSE.toMillis() << retry;
    return Duration.ofMillis(random.nextLong(most / 2, most + 1));
  }
}
