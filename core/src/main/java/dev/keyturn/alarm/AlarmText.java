package dev.keyturn.alarm;

import dev.keyturn.alarm.Alarm.Cause;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.Standing;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.secret.RotationShown;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What an alarm says of a rotation: what is wrong, what went wrong last, and how it goes on.
record AlarmText(Rotation rotation, Standing standing, Instant now) {

  Alarm of(Cause cause) {
    return Alarm.raised(cause, rotation.secretArn(), now, text(cause), remedy());
  }

  private String text(Cause cause) {
    return Stream.of(
            lead(cause),
            standing.failure().map(StepRecord::said),
            Optional.of(new RotationShown(rotation, now).explanation()))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(" "));
  }

  private Optional<String> lead(Cause cause) {
    return switch (cause) {
      case FAILED, TARGET_SILENT -> Optional.empty();
      case UNSETTLED ->
          standing
              .unsettledSince()
              .map(
                  "Since %s the target may hold another credential than AWSCURRENT: whoever logs in with that may be refused."
                      ::formatted);
      case STUCK -> Optional.of("It does not get on by itself.");
      case OVERDUE -> standing.overdueSince().map("It should have rotated by %s."::formatted);
    };
  }

  private String remedy() {
    return standing.failure().map(StepRecord::advised).orElse("");
  }
}
