package dev.keyturn.secret;

import dev.keyturn.function.FailureClass;
import dev.keyturn.rotation.StepRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One step of one attempt, as operators see it.
public record StepShown(
    String token,
    String step,
    int attempt,
    Instant startedDate,
    Instant endedDate,
    long durationMillis,
    String result,
    Optional<String> failureClass,
    Optional<String> message,
    Optional<String> remedy) {

  static StepShown of(StepRecord step) {
    return new StepShown(
        step.token(),
        step.step().wireName(),
        step.attempt(),
        step.started(),
        step.ended(),
        Duration.between(step.started(), step.ended()).toMillis(),
        step.result().name(),
        step.failure().map(FailureClass::name),
        Optional.of(step.message()).filter(text -> !text.isEmpty()),
        Optional.of(step.remedy()).filter(text -> !text.isEmpty()));
  }
}
