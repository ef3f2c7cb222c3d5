package dev.keyturn.lambda;

import dev.keyturn.function.Deployment;
import dev.keyturn.function.FailureClass;
import dev.keyturn.function.FunctionLogs;
import dev.keyturn.function.InvocationEnd;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.function.Outcome.Succeeded;
import dev.keyturn.function.Step;
import dev.keyturn.identity.Arn;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the end of a function's call means for the step that it was called for: AWS's words, what
/// the function said of its error, and what to do about it.
final class StepOutcome {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LONGEST_TEXT = 500;

  private final Arn function;
  private final Step step;
  private final FunctionLogs logs;

  StepOutcome(Arn function, Step step, FunctionLogs logs) {
    this.function = function;
    this.step = step;
    this.logs = logs;
  }

  /// It was not called, because it may not be.
  Outcome forbidden(String why) {
    return failed(
        FailureClass.MISCONFIGURED,
        why,
        "Let the service call it: aws lambda add-permission --function-name %s --statement-id SecretsManagerAccess --action lambda:InvokeFunction --principal secretsmanager.amazonaws.com --source-account %s"
            .formatted(function, function.account()));
  }

  Outcome of(InvocationEnd end, Deployment deployment) {
    if (end.fault().isEmpty()) {
      return end.logStream()
          .<Outcome>map(it -> new Succeeded("log " + it))
          .orElse(Outcome.SUCCEEDED);
    }
    return switch (end.fault().get()) {
      case HANDLED, UNHANDLED -> failed(FailureClass.BROKEN, said(end), log(end));
      case TIMED_OUT -> timedOut(end, deployment);
      case THROTTLED, NO_ROOM -> throttled(deployment);
      case UNAVAILABLE ->
          failed(
              FailureClass.MISCONFIGURED,
              "it cannot run: " + said(end),
              "Mend what is missing. The rotation is tried again by itself.");
    };
  }

  private Outcome timedOut(InvocationEnd end, Deployment deployment) {
    return failed(
        FailureClass.TIMEOUT,
        "it did not end within " + deployment.limits().timeout().toSeconds() + " s",
        "See whether its target is slow or blocked, or give it more time with aws lambda update-function-configuration --timeout. "
            + log(end));
  }

  private Outcome throttled(Deployment deployment) {
    Optional<Integer> reserved = deployment.mostInstances();
    return failed(
        FailureClass.BUSY,
        reserved.isPresent()
            ? "the %d instances that are reserved for it are busy".formatted(reserved.get())
            : "all instances that the server may have are busy",
        reserved.filter(it -> it == 0).isPresent()
            ? "Let it run again: aws lambda delete-function-concurrency."
            : "The rotation is tried again by itself.");
  }

  private static String log(InvocationEnd end) {
    return end.logStream().map("See its log: %s"::formatted).orElse("See the server's log.");
  }

  /// What an error object says, with secret values masked.
  private String said(InvocationEnd end) {
    JsonNode error = error(end);
    String type = masked(error, "errorType").replaceAll("[^\\w.$]", "");
    String message = masked(error, "errorMessage").replaceAll("\\s+", " ").strip();
    String shown = type.isEmpty() || message.isEmpty() ? type + message : type + ": " + message;
    return shown.isEmpty() ? "it failed" : brief(shown);
  }

  /// Masked while it is whole: a piece of a secret is found nowhere.
  private String masked(JsonNode error, String member) {
    return logs.mask(withoutQualifier(), error.path(member).asString(""));
  }

  private Arn withoutQualifier() {
    String[] parts = function.resource().split(":", 3);
    return new Arn(
        function.partition(),
        function.service(),
        function.region(),
        function.account(),
        parts[0] + ":" + parts[1]);
  }

  private static JsonNode error(InvocationEnd end) {
    try {
      return JSON.readTree(end.payload().revealBytes());
    } catch (JacksonException _) {
      return JSON.createObjectNode();
    }
  }

  private static String brief(String text) {
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
  }

  private Outcome failed(FailureClass failureClass, String what, String remedy) {
    return new Failed(
        failureClass,
        "Error when executing lambda %s during %s step: %s"
            .formatted(function, step.wireName(), what),
        remedy);
  }
}
