package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.BROKEN;
import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;
import static dev.keyturn.function.FailureClass.REFUSED;
import static dev.keyturn.function.FailureClass.REJECTED_PASSWORD;
import static dev.keyturn.function.FailureClass.TIMEOUT;
import static dev.keyturn.function.FailureClass.TLS;
import static dev.keyturn.function.FailureClass.UNREACHABLE;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What PostgreSQL and its driver mean by an error: a class, a text without secrets, a remedy.
final class PostgresErrors {

  private static final Pattern ADVICE = Pattern.compile("\\.( Check that .*)?$", Pattern.DOTALL);

  /// In the language that the driver speaks here.
  private static final String NO_TLS = GT.tr("The server does not support SSL.");

  /// What an SQLSTATE means for a rotation.
  private record Meaning(FailureClass failureClass, String remedy) {}

  private PostgresErrors() {}

  /// @param tried what was tried, such as `Log-in as app at db:5432`
  static StepFailed explain(String tried, SQLException error, Redaction redaction) {
    Optional<TargetDenied> denied = SqlFailure.cause(error, TargetDenied.class);
    if (denied.isPresent()) {
      return new StepFailed(
          MISCONFIGURED,
          tried + " was not made: " + denied.get().reason(),
          "Name the real database in host, or add the address to the allowed targets of the"
              + " server's configuration.");
    }
    Meaning meaning = meaning(error);
    return new StepFailed(
        meaning.failureClass(),
        tried + " failed: " + redaction.of(answer(error)),
        meaning.remedy());
  }

  /// As [#explain], for a statement that sets a password: here a refused parameter value is the
  /// password.
  static StepFailed explainPassword(String tried, SQLException error, Redaction redaction) {
    boolean rejected =
        SqlFailure.state(error).equals("22023") || SqlFailure.state(error).startsWith("28");
    return rejected
        ? new StepFailed(
            REJECTED_PASSWORD,
            tried + " failed: " + redaction.of(answer(error)),
            "Change the function's PASSWORD_LENGTH and EXCLUDE_… variables to fit the server's"
                + " password policy.")
        : explain(tried, error, redaction);
  }

  private static Meaning meaning(SQLException error) {
    if (SqlFailure.cause(error, SSLException.class).isPresent()
        || NO_TLS.equals(error.getMessage())) {
      return new Meaning(
          TLS,
          "Turn TLS on at the server with a certificate for this host name, and name its authority"
              + " to this server (--target-ca); or say in the secret's JSON what is meant:"
              + " \"ssl\": \"require\" (TLS without verification) or \"ssl\": false (clear text).");
    }
    if (SqlFailure.cause(error, IOException.class).isPresent()) {
      // Whatever the driver calls it: the connection was lost, and nobody has answered.
      return unreachable();
    }
    return switch (SqlFailure.state(error)) {
      case "28P01" ->
          new Meaning(
              REFUSED,
              "Put the password that the server has into the secret with PutSecretValue; or extend"
                  + " VALID UNTIL of the role, for an expired password is refused in the same words.");
      case "28000" ->
          new Meaning(
              NOT_ALLOWED,
              "Let the user log in from this server's address: check that the role exists, has"
                  + " LOGIN, and has a line in pg_hba.conf.");
      case "08004" ->
          new Meaning(
              BROKEN,
              "Check that host and port are those of a PostgreSQL server, and that its pg_hba.conf"
                  + " asks this user for scram-sha-256.");
      case "3D000" -> new Meaning(MISCONFIGURED, "Correct dbname in the secret JSON.");
      case "42501" ->
          new Meaning(NOT_ALLOWED, "Grant the right that the server's answer names, and retry.");
      case "25006" ->
          new Meaning(
              MISCONFIGURED,
              "The server is a read-only standby: name the primary in host of the secret JSON.");
      case "53300", "57P01", "57P02", "57P03", "57P05", "25P03" -> unreachable();
      case "55P03", "40001", "40P01" ->
          new Meaning(BUSY, "Another session holds what is needed: it is tried again.");
      case "57014" -> new Meaning(TIMEOUT, "The server is too slow or blocked: see its activity.");
      default -> other(error);
    };
  }

  private static Meaning other(SQLException error) {
    if (SqlFailure.state(error).startsWith("08")) {
      return unreachable();
    }
    boolean concurrently = answer(error).contains("tuple concurrently");
    return concurrently
        ? new Meaning(BUSY, "Another session changes the same user: it is tried again.")
        : new Meaning(BROKEN, "See the server's log for this statement.");
  }

  private static Meaning unreachable() {
    return new Meaning(
        UNREACHABLE,
        "Check host and port in the secret JSON, the network between, and that the server runs and"
            + " has free connections.");
  }

  private static String answer(SQLException error) {
    if (error instanceof PSQLException fromServer) {
      ServerErrorMessage message = fromServer.getServerErrorMessage();
      if (message != null) {
        return message.getMessage() + " (SQLSTATE " + message.getSQLState() + ")";
      }
    }
    return fromDriver(error);
  }

  /// What the driver says, without its advice, which would stand beside ours.
  private static String fromDriver(SQLException error) {
    String said = ADVICE.matcher(String.valueOf(error.getMessage())).replaceFirst("");
    String cause = Optional.ofNullable(error.getCause()).map(Throwable::getMessage).orElse("");
    return cause.isEmpty() || said.contains(cause) ? said : said + ": " + cause;
  }
}
