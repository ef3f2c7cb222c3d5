package dev.keyturn.engine;

import java.time.Duration;

/// How the engine works.
///
/// @param lease how long a claim holds unless it is renewed
/// @param stepLimit the deadline of one invocation
/// @param inProgress how many rotations may be in progress at a time
/// @param perTarget how many of them against one target
/// @param drain how long an orderly stop waits for steps in progress
public record EngineSettings(
    Duration lease, Duration stepLimit, int inProgress, int perTarget, Duration drain) {

  public static final EngineSettings DEFAULT =
      new EngineSettings(
          Duration.ofSeconds(15), Duration.ofSeconds(30), 512, 4, Duration.ofSeconds(20));
}
