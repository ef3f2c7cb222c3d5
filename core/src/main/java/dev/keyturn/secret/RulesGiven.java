package dev.keyturn.secret;

import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.rotation.RotationRules;
import dev.keyturn.rotation.Timetable;
import dev.keyturn.rotation.Walk.Kind;
import dev.keyturn.schedule.InvalidSchedule;
import dev.keyturn.schedule.Schedule;
import dev.keyturn.schedule.Window;
import dev.keyturn.secret.Secret.RotationSettings;
import java.time.Instant;
import java.util.Optional;

/// The rotation rules of a request, on top of those that are stored.
final class RulesGiven {
  private static final RotationRules NONE =
      new RotationRules(Optional.empty(), Optional.empty(), Optional.empty());

  private RulesGiven() {}

  /// Only what is given changes; a number of days and an expression replace each other.
  static RotationRules merged(Optional<RotationSettings> stored, Optional<RotationRules> given) {
    RotationRules before = stored.map(RotationSettings::rules).orElse(NONE);
    RotationRules rules = given.orElse(NONE);
    boolean frequency =
        rules.automaticallyAfterDays().isPresent() || rules.scheduleExpression().isPresent();
    RotationRules from = frequency ? rules : before;
    return new RotationRules(
        from.automaticallyAfterDays(),
        from.scheduleExpression(),
        rules.duration().or(before::duration));
  }

  /// Refuses rules that cannot be followed. Without any rule a secret rotates only when asked to.
  static void requireValid(RotationRules rules) {
    try {
      if (!rules.equals(NONE)) {
        Schedule.parse(
            rules.automaticallyAfterDays(), rules.scheduleExpression(), rules.duration());
      }
    } catch (InvalidSchedule invalid) {
      throw new InvalidParameter(invalid.text());
    }
  }

  /// The next window by valid rules that are set now. A secret that rotates now has rotated; one
  /// that never did counts from now.
  static Optional<Window> next(RotationRules rules, Secret secret, Kind kind, Instant now) {
    try {
      Optional<Instant> rotated = secret.rotation().flatMap(RotationSettings::lastRotated);
      Timetable timetable =
          Timetable.of(rules, rotated, secret.labelled(Labels.CURRENT).map(Version::created));
      return kind == Kind.ROTATE || rotated.isEmpty()
          ? timetable.afterRotation(now)
          : timetable.upcoming(now);
    } catch (InvalidSchedule impossible) {
      throw new IllegalStateException("The rules were checked", impossible);
    }
  }
}
