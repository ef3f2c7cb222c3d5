package dev.keyturn.engine;

import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.rotation.Walk;
import java.util.List;

/// Is told what happens, for metrics and alarms. Thread-safe; must return quickly.
public interface RotationListener {

  /// A step was called and has ended.
  default void stepEnded(String secretArn, StepRecord step) {}

  /// A rotation came to its end.
  default void rotated(String secretArn, Walk walk) {}

  /// A rotation was changed by the engine: [Rotation#standing] tells what is wrong with it. What
  /// the passing of time or an operation changes is not told here.
  default void changed(Rotation before, Rotation after) {}

  /// A target did not answer so often in a row that rotations of its secrets wait. Told each time
  /// from then on.
  default void targetSilent(String target, String text) {}

  /// A target answered.
  default void targetAnswered(String target) {}

  /// Somebody has to look. One alarm for one cause: a target that is down raises one for all its
  /// secrets.
  ///
  /// @param subject the secret's ARN, or the target
  default void alarm(String subject, String text) {}

  /// Several as one.
  static RotationListener all(RotationListener... listeners) {
    return new RotationListeners(List.of(listeners));
  }

  RotationListener NONE = new RotationListener() {};
}
