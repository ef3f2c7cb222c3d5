package dev.keyturn.server.runtime;

import dev.keyturn.function.InvocationEnd.Fault;
import dev.keyturn.key.SecretValue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the caller gets to see of an answer: the payload, and whether and how it failed.
///
/// @param type of the error; empty: there was none
/// @param message what the platform has to say about it, beside what the function printed
/// @param payload secret, because a function may return anything
record Ending(
    Optional<Fault> fault, Optional<String> type, Optional<String> message, SecretValue payload) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int SIGNAL = 128;

  /// An error of the platform's own, in AWS's shape.
  static Ending of(Fault fault, String type, String message) {
    ObjectNode error = JSON.createObjectNode().put("errorType", type).put("errorMessage", message);
    return new Ending(
        Optional.of(fault),
        Optional.of(type),
        Optional.of(message),
        SecretValue.ofUtf8(JSON.writeValueAsBytes(error)));
  }

  static Ending of(Answer answer, String requestId) {
    return switch (answer) {
      case Answer.Result result -> returned(result.body());
      case Answer.Failure failure -> failed(failure, Fault.HANDLED);
      case Answer.TooLarge _ ->
          of(
              Fault.UNHANDLED,
              "Function.ResponseSizeTooLarge",
              "Response payload size exceeded maximum allowed payload size (%d bytes)."
                  .formatted(RuntimeApi.MOST_BYTES));
      case Answer.NoRoom _ ->
          of(
              Fault.NO_ROOM,
              "TooManyRequestsException",
              "There was no memory for what the function returned: too many return as much now");
      case Answer.Exited exited ->
          of(
              Fault.UNHANDLED,
              "Runtime.ExitError",
              "RequestId: %s Error: Runtime exited %s".formatted(requestId, how(exited.status())));
    };
  }

  /// An answer in place of a start.
  static Ending ofStart(Answer answer, String requestId) {
    return answer instanceof Answer.Failure failure
        ? failed(failure, Fault.UNHANDLED)
        : of(answer, requestId);
  }

  private static String how(int status) {
    return switch (status) {
      case 0 -> "without providing a reason";
      case SIGNAL + 6 -> "with error: signal: aborted";
      case SIGNAL + 9 -> "with error: signal: killed";
      case SIGNAL + 11 -> "with error: signal: segmentation fault";
      case SIGNAL + 15 -> "with error: signal: terminated";
      default -> "with error: exit status " + status;
    };
  }

  private static Ending returned(byte[] body) {
    return isOneValue(body)
        ? new Ending(Optional.empty(), Optional.empty(), Optional.empty(), SecretValue.ofUtf8(body))
        : of(
            Fault.UNHANDLED,
            "Runtime.InvalidResponse",
            "The function's response is not JSON (%d bytes)".formatted(body.length));
  }

  private static boolean isOneValue(byte[] body) {
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException _) {
      return false;
    }
  }

  private static Ending failed(Answer.Failure failure, Fault fault) {
    Optional<ObjectNode> error = object(failure.body());
    String type =
        error
            .map(it -> it.path("errorType").asString(""))
            .filter(named -> !named.isEmpty())
            .or(failure::type)
            .orElse("Error");
    if (error.isEmpty()) {
      return of(fault, type, new String(failure.body(), StandardCharsets.UTF_8));
    }
    return new Ending(
        Optional.of(fault),
        Optional.of(type),
        Optional.empty(),
        SecretValue.ofUtf8(failure.body()));
  }

  private static Optional<ObjectNode> object(byte[] body) {
    try {
      return JSON.readTree(body) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }
}
