package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.ACCOUNT_LOCKED;
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
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/// What a server of the MySQL family and its driver mean by an error: a class, a text without
/// secrets, a remedy.
final class MySqlErrors {
  static final int OPTION_PREVENTS = 1290;
  static final int PASSWORD_WAS_USED_BEFORE = 3638;

  private static final Pattern CONNECTION = Pattern.compile("^\\(conn=\\d+\\) ");

  /// What the server quotes of a statement that it cannot read may be a part of a password.
  private static final Pattern QUOTATION = Pattern.compile("(?s) near '.*");

  private static final Set<Integer> REJECTED = Set.of(1819, PASSWORD_WAS_USED_BEFORE);

  private static final String TLS_REMEDY =
      "Turn TLS on at the server with a certificate for this host name, and name its authority to"
          + " this server (--target-ca); or say in the secret's JSON what is meant: \"ssl\":"
          + " \"require\" (TLS without verification) or \"ssl\": false (clear text). MySQL 5.6 speaks"
          + " no TLS that is still considered safe: clear text is all that is left for it.";

  /// What an error means for a rotation.
  private record Meaning(FailureClass failureClass, String remedy) {}

  private MySqlErrors() {}

  /// What it means that a log-in failed.
  static StepFailed explainLogIn(Login login, SQLException error) {
    Meaning meaning = error.getErrorCode() == 1045 ? refused(login.user()) : meaning(error);
    return explained("Log-in as " + login.who(), error, meaning, new Redaction(login.password()));
  }

  /// The driver says names in UTF-8, which a server reads in its own character set.
  private static Meaning refused(String user) {
    boolean ascii = StandardCharsets.US_ASCII.newEncoder().canEncode(user);
    return new Meaning(
        REFUSED,
        "Put the password that the server has into the secret with PutSecretValue. (A user that must"
            + " use TLS or a client certificate is refused like this, too"
            + (ascii
                ? ".)"
                : "; and one whose name is not ASCII, by a server whose character-set-server is not"
                    + " utf8mb4.)"));
  }

  /// What it means that a statement failed.
  static StepFailed explain(String tried, SQLException error, Redaction redaction) {
    return explained(tried, error, meaning(error), redaction);
  }

  /// As [#explain], for a statement that sets a password.
  static StepFailed explainPassword(String tried, SQLException error, Redaction redaction) {
    Meaning meaning =
        REJECTED.contains(error.getErrorCode())
            ? new Meaning(
                REJECTED_PASSWORD,
                "Change the function's PASSWORD_LENGTH and EXCLUDE_… variables to fit the server's"
                    + " password policy.")
            : meaning(error);
    return explained(tried, error, meaning, redaction);
  }

  private static StepFailed explained(
      String tried, SQLException error, Meaning meaning, Redaction redaction) {
    Optional<TargetDenied> denied = SqlFailure.cause(error, TargetDenied.class);
    if (denied.isPresent()) {
      return new StepFailed(
          MISCONFIGURED,
          tried + " was not made: " + denied.get().reason(),
          "Name the real database in host, or add the address to the allowed targets of the"
              + " server's configuration.");
    }
    return new StepFailed(
        meaning.failureClass(),
        tried + " failed: " + redaction.of(answer(error)),
        meaning.remedy());
  }

  private static Meaning meaning(SQLException error) {
    if (SqlFailure.cause(error, SSLException.class).isPresent()) {
      return new Meaning(TLS, TLS_REMEDY);
    }
    return switch (error.getErrorCode()) {
      case 3118, 3955, 4150, 4151 ->
          new Meaning(
              ACCOUNT_LOCKED,
              "Unlock the account at the server (ALTER USER … ACCOUNT UNLOCK; FLUSH PRIVILEGES where"
                  + " too many log-ins failed), then retry the rotation.");
      case 1820, 1862 ->
          new Meaning(
              NOT_ALLOWED,
              "The password has expired at the server: set it again there (ALTER USER … IDENTIFIED BY"
                  + " …), and put it into the secret with PutSecretValue.");
      case 1130 ->
          new Meaning(
              NOT_ALLOWED,
              "Let the user log in from this server's address: CREATE USER 'name'@'address'.");
      case 1698 ->
          new Meaning(
              NOT_ALLOWED,
              "The account logs in by something else than a password (a socket, the operating"
                  + " system): let it authenticate with a password, or take another user.");
      case 1251, 2049, 2059 -> plugin();
      case 3159 -> new Meaning(TLS, TLS_REMEDY);
      case 1044, 1045, 1131, 1132, 1142, 1143, 1227, 1370, 1410, 1873 ->
          new Meaning(
              NOT_ALLOWED,
              "Grant what the server's answer names. A superuser for rotations needs CREATE USER,"
                  + " SELECT on mysql.*, and every right of the users that it makes WITH GRANT OPTION.");
      case 1049 -> new Meaning(MISCONFIGURED, "Correct dbname in the secret JSON.");
      case 1470 ->
          new Meaning(MISCONFIGURED, "Use a shorter user name, or the single-user function.");
      case 1699 ->
          new Meaning(
              MISCONFIGURED,
              "The account's authentication plug-in keeps its password elsewhere: change it there, or"
                  + " let the account authenticate with a password of the server.");
      case OPTION_PREVENTS, 1792, 1836 ->
          new Meaning(
              MISCONFIGURED,
              "The server is a replica, or read-only: name the primary in host of the secret JSON.");
      case 1129 ->
          new Meaning(
              UNREACHABLE,
              "The server blocks this address after failed connections: FLUSH HOSTS there.");
      case 1040, 1203, 1226 ->
          new Meaning(
              UNREACHABLE, "No connection is free at the server: raise its limit, or wait.");
      case 1205, 1213 ->
          new Meaning(BUSY, "Another session holds what is needed: it is tried again.");
      case 1317, 1969, 3024 ->
          new Meaning(TIMEOUT, "The server is too slow or blocked: see its activity.");
      default -> other(error);
    };
  }

  private static Meaning other(SQLException error) {
    String text = String.valueOf(error.getMessage());
    if (text.contains("authentication plugin") || text.contains("RSA public key")) {
      return plugin();
    }
    if (text.contains("ssl not enabled")) {
      return new Meaning(TLS, TLS_REMEDY);
    }
    return SqlFailure.state(error).startsWith("08")
        ? new Meaning(
            UNREACHABLE,
            "Check host and port in the secret JSON, the network between, and that the server runs.")
        : new Meaning(BROKEN, "See the server's log for this statement.");
  }

  private static Meaning plugin() {
    return new Meaning(
        MISCONFIGURED,
        "Let the account authenticate with mysql_native_password, ed25519, parsec or"
            + " caching_sha2_password. The last needs TLS (\"ssl\": true or \"require\"): without it the"
            + " password would have to be handed to whoever answers.");
  }

  private static String answer(SQLException error) {
    StringBuilder answer = new StringBuilder(plain(error));
    for (Throwable at = error.getCause(); at != null; at = at.getCause()) {
      String more = plain(at);
      if (!answer.toString().contains(more)) {
        answer.append(": ").append(more);
      }
    }
    return error.getErrorCode() == 0
        ? answer.toString()
        : answer + " (error " + error.getErrorCode() + ")";
  }

  private static String plain(Throwable error) {
    String text = CONNECTION.matcher(String.valueOf(error.getMessage())).replaceFirst("");
    return QUOTATION.matcher(text).replaceAll("");
  }
}
