package dev.keyturn.rotation;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Step;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What became of one step of one attempt.
///
/// @param failure why it failed, as far as the next try depends on it
/// @param message what was tried and what was answered, or what to know of a success; holds no
///   secret
/// @param remedy what an operator can do; empty when there is nothing to do but wait
public record StepRecord(
    String token,
    Step step,
    int attempt,
    Instant started,
    Instant ended,
    Result result,
    Optional<FailureClass> failure,
    String message,
    String remedy) {

  /// How a step ended.
  public enum Result {
    SUCCEEDED,
    FAILED,
    /// Its end is not known: the server stopped, or the rotation was abandoned or cancelled
    /// meanwhile.
    INTERRUPTED
  }

  /// When and how an invocation ended.
  ///
  /// @param remark what an operator should know of a success; empty when there is nothing
  public record Ended(Outcome outcome, Instant started, Instant at, String remark) {

    public Ended(Outcome outcome, Instant started, Instant at) {
      this(outcome, started, at, "");
    }
  }

  /// The record of a step of a walk.
  public static StepRecord of(State.Running running, Ended ended) {
    return of(running.walk().token(), running.step(), running.walk().attempt(), ended);
  }

  /// The record of an attempt to settle the target.
  public static StepRecord of(State.Settling settling, Ended ended) {
    return of(settling.token(), Step.SETTLE_SECRET, settling.attempt(), ended);
  }

  /// The record of an invocation.
  ///
  /// @param token empty when the rotation could not even be started
  public static StepRecord of(String token, Step step, int attempt, Ended ended) {
    return switch (ended.outcome()) {
      case Outcome.Succeeded(var remark) ->
          new StepRecord(
              token,
              step,
              attempt,
              ended.started(),
              ended.at(),
              Result.SUCCEEDED,
              Optional.empty(),
              Stream.of(ended.remark(), remark)
                  .filter(it -> !it.isEmpty())
                  .collect(Collectors.joining("; ")),
              "");
      case Outcome.Failed(var failure, var message, var remedy) ->
          new StepRecord(
              token,
              step,
              attempt,
              ended.started(),
              ended.at(),
              Result.FAILED,
              Optional.of(failure),
              message,
              remedy);
    };
  }

  /// What failed, as a sentence.
  public String said() {
    return sentence(
        "%s failed in attempt %d (%s): %s"
            .formatted(
                step.wireName(), attempt, failure.map(Enum::name).orElse("BROKEN"), message));
  }

  /// The remedy as a sentence; empty when there is none.
  public String advised() {
    return sentence(remedy);
  }

  private static String sentence(String text) {
    return text.isEmpty() || text.endsWith(".") ? text : text + ".";
  }

  /// Whether it says why a rotation could not be started.
  boolean isRefusedStart() {
    return token.isEmpty() && result == Result.FAILED;
  }

  static StepRecord interrupted(State.Running running, Instant at, String why) {
    return new StepRecord(
        running.walk().token(),
        running.step(),
        running.walk().attempt(),
        running.since(),
        at,
        Result.INTERRUPTED,
        Optional.empty(),
        why,
        "");
  }
}
