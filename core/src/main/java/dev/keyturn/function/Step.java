package dev.keyturn.function;

import java.util.Arrays;
import java.util.Optional;

/// The steps of a rotation, in order, under the names that AWS sends to a rotation function.
///
/// [#SETTLE_SECRET] is Keyturn's own and goes only to built-in functions: it makes the target agree
/// with AWSCURRENT again after a rotation was abandoned once it may have changed the target, or
/// with the version that an operator wants back.
public enum Step {
  CREATE_SECRET("createSecret"),
  SET_SECRET("setSecret"),
  TEST_SECRET("testSecret"),
  FINISH_SECRET("finishSecret"),
  SETTLE_SECRET("settleSecret");

  private final String wireName;

  Step(String wireName) {
    this.wireName = wireName;
  }

  /// The name in the event, such as `createSecret`.
  public String wireName() {
    return wireName;
  }

  /// The step after this one; empty after finishSecret and settleSecret.
  public Optional<Step> next() {
    return switch (this) {
      case CREATE_SECRET -> Optional.of(SET_SECRET);
      case SET_SECRET -> Optional.of(TEST_SECRET);
      case TEST_SECRET -> Optional.of(FINISH_SECRET);
      case FINISH_SECRET, SETTLE_SECRET -> Optional.empty();
    };
  }

  /// The step of a wire name.
  public static Optional<Step> of(String wireName) {
    return Arrays.stream(values()).filter(step -> step.wireName.equals(wireName)).findFirst();
  }
}
