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
/// @param base when the value last changed, by hand or by a rotation: day counts run from here
public record Timetable(Optional<Schedule> schedule, Instant base) {

  /// No window ever.
  public static Timetable none() {
    return new Timetable(Optional.empty(), Instant.EPOCH);
  }

  /// The timetable of rules, which may name no schedule at all.
  public static Timetable of(RotationRules rules, Instant base) throws InvalidSchedule {
    boolean scheduled =
        rules.automaticallyAfterDays().isPresent() || rules.scheduleExpression().isPresent();
    return scheduled
        ? new Timetable(
            Optional.of(
                Schedule.parse(
                    rules.automaticallyAfterDays(), rules.scheduleExpression(), rules.duration())),
            base)
        : none();
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
