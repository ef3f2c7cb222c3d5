package dev.keyturn.server.runtime;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import java.net.http.HttpResponse;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a function that runs elsewhere answered, and what that means for its step.
final class RemoteAnswer {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LONGEST_TEXT = 500;
  private static final String OWN_LOG = "See the function's own log.";

  private final RemotePlace place;
  private final UnaryOperator<String> mask;
  private final HttpResponse<byte[]> answer;

  RemoteAnswer(RemotePlace place, UnaryOperator<String> mask, HttpResponse<byte[]> answer) {
    this.place = place;
    this.mask = mask;
    this.answer = answer;
  }

  /// Whether what answered may be somebody between, so that the function may still be at work.
  boolean leavesOpen() {
    return answer.statusCode() / 100 == 5 || answer.statusCode() == 202;
  }

  Outcome outcome() {
    int status = answer.statusCode();
    return switch (status) {
      case 202 ->
          failed(
              FailureClass.BROKEN,
              "it has only accepted the call (HTTP 202)",
              "Let it answer when the step is done: Keyturn goes on then.");
      case 400, 404, 405, 413, 415 ->
          failed(
              FailureClass.MISCONFIGURED,
              place.shown() + " answered HTTP " + status + detail(),
              "Correct its address in remote-functions: there is no such function.");
      case 401, 403 ->
          failed(
              FailureClass.REFUSED,
              place.shown() + " does not accept the signature (HTTP " + status + detail() + ")",
              "Give both sides the same secret or a valid access key with lambda:InvokeFunction, and set both clocks.");
      case 429 ->
          failed(
              FailureClass.BUSY,
              place.shown() + " is busy (HTTP 429)",
              "The rotation is tried again by itself.");
      default -> status / 100 == 2 ? done() : other(status);
    };
  }

  private Outcome other(int status) {
    return status / 100 == 3
        ? failed(
            FailureClass.MISCONFIGURED,
            place.shown() + " answered with a redirection, which is not followed",
            "Name the function's final address in remote-functions.")
        : failed(
            FailureClass.BROKEN, place.shown() + " answered HTTP " + status + detail(), OWN_LOG);
  }

  /// The function has answered: what it says decides.
  private Outcome done() {
    boolean marked = answer.headers().firstValue("x-amz-function-error").isPresent();
    if (answer.body().length == 0) {
      return marked ? reported(JSON.createObjectNode()) : Outcome.SUCCEEDED;
    }
    try {
      JsonNode said = JSON.readTree(answer.body());
      boolean error = said.hasNonNull("errorMessage") || said.hasNonNull("errorType");
      return marked || error ? reported(said) : Outcome.SUCCEEDED;
    } catch (JacksonException _) {
      return failed(
          FailureClass.BROKEN,
          place.shown() + " answered what is no JSON",
          "See that it is the function that answers there, and no proxy or log-in page before it.");
    }
  }

  private Outcome reported(JsonNode error) {
    String type = error.path("errorType").asString("").replaceAll("[^\\w.$]", "");
    // Masked while it is whole: a piece of a secret is found nowhere.
    String message =
        mask.apply(error.path("errorMessage").asString("")).replaceAll("\\s+", " ").strip();
    String shown = type.isEmpty() || message.isEmpty() ? type + message : type + ": " + message;
    return failed(FailureClass.BROKEN, shown.isEmpty() ? "it failed" : brief(shown), OWN_LOG);
  }

  private static String brief(String text) {
    return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text;
  }

  /// AWS's name of the error, without its text.
  private String detail() {
    return answer
        .headers()
        .firstValue("x-amzn-errortype")
        .map(type -> type.split(":", 2)[0])
        .filter(type -> type.matches("\\w{1,100}"))
        .map(type -> ", " + type)
        .orElse("");
  }

  private static Failed failed(FailureClass failureClass, String message, String remedy) {
    return new Failed(failureClass, message, remedy);
  }
}
