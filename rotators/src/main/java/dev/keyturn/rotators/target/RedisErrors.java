package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.TLS;
import static dev.keyturn.function.FailureClass.UNREACHABLE;

import dev.keyturn.function.StepFailed;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/// What went wrong at a Redis server: a class, a text without secrets, a remedy.
final class RedisErrors {
  private RedisErrors() {}

  /// @param tried what was tried, such as `Log-in as app at cache:6379`
  static StepFailed explain(String tried, RedisError error) {
    return new StepFailed(
        error.failureClass(), tried + " failed: " + error.meaning(), error.remedy());
  }

  static StepFailed explain(String tried, IOException failure) {
    return switch (failure) {
      case TargetDenied denied ->
          new StepFailed(
              MISCONFIGURED,
              tried + " was not made: " + denied.reason(),
              "Name the real server in host and hosts, or add the address to the allowed targets of"
                  + " the server's configuration.");
      case SSLException _ ->
          new StepFailed(
              TLS,
              tried + " failed: " + failure.getMessage(),
              "Turn TLS on at the server with a certificate for this host name, and name its"
                  + " authority to this server (--target-ca); or say in the secret's JSON what is"
                  + " meant: \"ssl\": \"require\" (TLS without verification) or \"ssl\": false (clear"
                  + " text).");
      case UnknownHostException _ -> unreachable(tried, "the host name is not known");
      case EOFException _ -> unreachable(tried, "the server ended the connection");
      case ProtocolException _ ->
          new StepFailed(
              MISCONFIGURED,
              tried + " failed: " + failure.getMessage(),
              "Check host, port and ssl in the secret JSON.");
      default -> unreachable(tried, String.valueOf(failure.getMessage()));
    };
  }

  private static StepFailed unreachable(String tried, String why) {
    return new StepFailed(
        UNREACHABLE,
        tried + " failed: " + why,
        "Check host, hosts, port and ssl in the secret JSON (a server that expects TLS ends other"
            + " connections), the network between, and that the server runs. Until it does, the"
            + " passwords that opened still do.");
  }
}
