package dev.keyturn.engine;

import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.StepRecord;
import dev.keyturn.rotation.Walk;
import java.util.List;

/// Several listeners as one.
record RotationListeners(List<RotationListener> all) implements RotationListener {

  @Override
  public void stepEnded(String secretArn, StepRecord step) {
    all.forEach(it -> it.stepEnded(secretArn, step));
  }

  @Override
  public void rotated(String secretArn, Walk walk) {
    all.forEach(it -> it.rotated(secretArn, walk));
  }

  @Override
  public void changed(Rotation before, Rotation after) {
    all.forEach(it -> it.changed(before, after));
  }

  @Override
  public void targetSilent(String target, String text) {
    all.forEach(it -> it.targetSilent(target, text));
  }

  @Override
  public void targetAnswered(String target) {
    all.forEach(it -> it.targetAnswered(target));
  }

  @Override
  public void alarm(String subject, String text) {
    all.forEach(it -> it.alarm(subject, text));
  }
}
