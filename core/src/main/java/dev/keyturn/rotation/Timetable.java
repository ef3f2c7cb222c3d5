package dev.keyturn.rotation;

import dev.keyturn.schedule.InvalidSchedule;
import dev.keyturn.schedule.Rate;
import dev.keyturn.schedule.Schedule;
import dev.keyturn.schedule.Window;
import java.time.Instant;
import java.util.Optional;

/// The windows in which one secret's rotation starts by itself.
///
/// @param schedule empty: it never starts by itself
/// @param base day counts run from here, and a window in which it lies is used up
public record Timetable(Optional<Schedule> schedule, Instant base) {

  /// No window ever.
  public static Timetable none() {
    return new Timetable(Optional.empty(), Instant.EPOCH);
  }

  /// The timetable of rules, which may name no schedule at all.
  ///
  /// @param rotated when it last rotated
  /// @param changed when the value last changed, in whatever way: where days are counted, a change
  ///   by hand counts as a rotation
  public static Timetable of(
      RotationRules rules, Optional<Instant> rotated, Optional<Instant> changed)
      throws InvalidSchedule {
    if (rules.automaticallyAfterDays().isEmpty() && rules.scheduleExpression().isEmpty()) {
      return none();
    }
    Schedule schedule =
        Schedule.parse(
            rules.automaticallyAfterDays(), rules.scheduleExpression(), rules.duration());
    Instant base = rotated.orElse(Instant.EPOCH);
    Instant hand = changed.filter(_ -> schedule instanceof Rate).orElse(base);
    return new Timetable(Optional.of(schedule), hand.isAfter(base) ? hand : base);
  }

  /// The window that is open or comes next, as long as nothing rotates.
  public Optional<Window> upcoming(Instant now) {
    return schedule.map(rule -> rule.next(now, base));
  }

  /// The window after this one, as long as nothing rotates.
  public Optional<Window> following(Window window, Instant now) {
    return upcoming(now.isAfter(window.end()) ? now : window.end());
  }

  /// The next window when the secret rotates, or is changed by hand, at this instant.
  public Optional<Window> afterRotation(Instant at) {
    return schedule.map(rule -> rule.next(at, at));
  }

  /// The next window when the value is changed by hand at this instant: that counts as a rotation
  /// where days are counted, and changes nothing where the calendar says when.
  public Optional<Window> afterChange(Instant at) {
    return schedule.filter(Rate.class::isInstance).isPresent() ? afterRotation(at) : upcoming(at);
  }
}
