package dev.keyturn.rotators;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.function.RotationEvent.Journal;
import dev.keyturn.function.RotationEvent.Settling;
import dev.keyturn.function.RotationFunction;
import dev.keyturn.function.RotationFunction.Context;
import dev.keyturn.function.Step;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One secret and the function that rotates it: what the engine would call, by hand.
final class RotatedSecret {
  private static final JsonMapper JSON = new JsonMapper();

  final String arn;
  final FakeSecrets secrets;
  final RotationFunction function;
  final Map<String, String> environment = new HashMap<>();
  Optional<String> superuserArn = Optional.empty();
  Optional<Settling> settling = Optional.empty();
  boolean setMayHaveBegun;
  String token = "none";

  RotatedSecret(String name, FakeSecrets secrets, RotationFunction function) {
    this.arn = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:" + name + "-AbCdEf";
    this.secrets = secrets;
    this.function = function;
  }

  /// Starts a rotation.
  void begin() {
    token = UUID.randomUUID().toString();
    setMayHaveBegun = false;
    secrets.placeholder(arn, token);
  }

  void run(Step step) throws StepFailed {
    Journal journal = new Journal(setMayHaveBegun, settling, superuserArn);
    RotationEvent event =
        new RotationEvent(step, arn, token, SecretValue.ofString("rotation-token"), journal);
    // As the engine, which records it before the step.
    setMayHaveBegun |= step == Step.SET_SECRET;
    function.run(event, new Context(secrets, environment, Instant.MAX));
  }

  /// What the engine would have settled: AWSCURRENT, while the target may hold one of these.
  void settling(String... candidates) {
    settling = Optional.of(new Settling(Optional.empty(), List.of(candidates), 1));
  }

  /// What an operator would have restored: this version, in the n-th attempt.
  void restoring(String goal, int attempt, String... candidates) {
    settling = Optional.of(new Settling(Optional.of(goal), List.of(candidates), attempt));
  }

  /// Runs all four steps of a new rotation.
  void rotate() throws StepFailed {
    begin();
    walk();
  }

  /// Runs all four steps of the rotation that has begun, until one fails.
  void walk() throws StepFailed {
    Optional<Step> next = Optional.of(Step.CREATE_SECRET);
    while (next.isPresent()) {
      run(next.get());
      next = next.get().next();
    }
  }

  /// Runs a step that must fail.
  StepFailed fails(Step step) {
    return Assertions.catchThrowableOfType(StepFailed.class, () -> run(step));
  }

  /// Runs a step that must fail with this class and text.
  void refuses(Step step, FailureClass failureClass, String text) {
    StepFailed failed = fails(step);
    Assertions.assertThat(failed).hasMessageContaining(text);
    Assertions.assertThat(failed.failureClass()).isEqualTo(failureClass);
  }

  String user(String stage) {
    return json(stage).path("username").asString();
  }

  String password(String stage) {
    return json(stage).path("password").asString();
  }

  JsonNode json(String stage) {
    return JSON.readTree(secrets.json(arn, stage).orElseThrow());
  }
}
