package dev.keyturn.schedule;

import java.util.Optional;

/// Rotation rules as tests write them.
final class Rules {
  private Rules() {}

  static Schedule expression(String expression) throws InvalidSchedule {
    return Schedule.parse(Optional.empty(), Optional.of(expression), Optional.empty());
  }

  static Schedule expression(String expression, String duration) throws InvalidSchedule {
    return Schedule.parse(Optional.empty(), Optional.of(expression), Optional.of(duration));
  }

  static Schedule days(int days) throws InvalidSchedule {
    return Schedule.parse(Optional.of(days), Optional.empty(), Optional.empty());
  }
}
