package dev.keyturn.secret;

import dev.keyturn.rotation.Timetable;
import dev.keyturn.schedule.InvalidSchedule;

/// When secrets rotate by themselves.
public final class Timetables {
  private Timetables() {}

  /// The timetable of a secret; none while rotation is off.
  public static Timetable of(Secret secret) {
    return secret
        .rotation()
        .filter(Secret.RotationSettings::enabled)
        .map(settings -> of(secret, settings))
        .orElseGet(Timetable::none);
  }

  private static Timetable of(Secret secret, Secret.RotationSettings settings) {
    try {
      return Timetable.of(
          settings.rules(),
          settings.lastRotated(),
          secret.labelled(Labels.CURRENT).map(Version::created));
    } catch (InvalidSchedule stored) {
      throw new IllegalStateException(
          "The stored rotation rules of " + secret.arn() + " are invalid: " + stored.text(),
          stored);
    }
  }
}
