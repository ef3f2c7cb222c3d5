package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.BROKEN;
import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;
import static dev.keyturn.function.FailureClass.REFUSED;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import java.net.URI;

/// What refusals of IAM mean for a rotation.
final class IamErrors {
  private static final int LONGEST = 400;

  private IamErrors() {}

  static StepFailed refused(IamRequest request, IamAnswer answer, AccessKey key) {
    String code = answer.text("Code").orElse("");
    String text = "IAM refused %s of access key %s: %s".formatted(request.action(), key.id(), code);
    return switch (code) {
      case "InvalidClientTokenId",
          "UnrecognizedClientException",
          "SignatureDoesNotMatch",
          "IncompleteSignature",
          "AuthFailure",
          "ExpiredToken" ->
          new StepFailed(
              REFUSED,
              text,
              "See that the access key exists, is active, and is stored with its own secret.");
      case "AccessDenied", "UnauthorizedOperation" ->
          new StepFailed(
              NOT_ALLOWED,
              text + explanation(answer),
              "Give the identity in the master secret iam:ListAccessKeys, iam:CreateAccessKey,"
                  + " iam:UpdateAccessKey, iam:DeleteAccessKey and iam:GetAccessKeyLastUsed on the"
                  + " user.");
      case "NoSuchEntity" ->
          new StepFailed(
              MISCONFIGURED,
              text + explanation(answer),
              "Correct username in the secret's JSON, or make the user.");
      case "LimitExceeded", "EntityTemporarilyUnmodifiable", "ConcurrentModification" ->
          new StepFailed(
              BUSY, text + explanation(answer), "Somebody else changes the user's keys as well.");
      case "Throttling", "ThrottlingException", "RequestLimitExceeded", "ServiceUnavailable" ->
          new StepFailed(BUSY, text, "It is tried again by itself.");
      default ->
          new StepFailed(BROKEN, text + explanation(answer), "See what IAM says, then retry.");
    };
  }

  /// What IAM says of names and rights; it knows no secret to tell.
  private static String explanation(IamAnswer answer) {
    String message = answer.text("Message").orElse("");
    return message.isEmpty()
        ? ""
        : ": " + message.substring(0, Math.min(LONGEST, message.length()));
  }

  static StepFailed broken(IamRequest request) {
    return new StepFailed(
        BROKEN,
        "IAM answered %s with something else than expected".formatted(request.action()),
        "See whether the endpoint is one of IAM.");
  }

  static StepFailed late(IamRequest request) {
    return new StepFailed(
        FailureClass.TIMEOUT,
        "IAM did not answer %s in time".formatted(request.action()),
        "It is tried again by itself.");
  }

  static StepFailed unreachable(
      FailureClass failure, IamRequest request, URI endpoint, Exception cause) {
    return new StepFailed(
        failure,
        "IAM at %s cannot be asked for %s: %s"
            .formatted(endpoint.getAuthority(), request.action(), cause.getClass().getSimpleName()),
        "See whether the endpoint is right and answers, and whether its certificate is trusted"
            + " (--target-ca).");
  }
}
