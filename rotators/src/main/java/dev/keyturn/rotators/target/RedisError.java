package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.BROKEN;
import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;
import static dev.keyturn.function.FailureClass.REFUSED;
import static dev.keyturn.function.FailureClass.UNREACHABLE;

import dev.keyturn.function.FailureClass;
import java.util.Arrays;

/// What a Redis server means by an error, by the beginning of its text and words of it. The first
/// that fits counts.
public enum RedisError {
  WRONG_PASSWORD(
      "WRONGPASS",
      "",
      REFUSED,
      "WRONGPASS: it does not know this user with this password, or the user is off",
      "Put the password that the server has into the secret with PutSecretValue; see with ACL GETUSER"
          + " whether the user exists and is on."),
  NOT_LOGGED_IN(
      "NOAUTH",
      "",
      BROKEN,
      "NOAUTH: it asks for a log-in though one has just succeeded",
      "See whether a proxy stands between that does not pass log-ins on."),
  NO_RIGHT(
      "NOPERM",
      "",
      NOT_ALLOWED,
      "NOPERM: the user may not do this",
      "Name in masterarn the secret of a user with the rights +acl|getuser +acl|setuser +acl|save"
          + " +config|rewrite, or give them to this one (who has them can take every other)."),
  PROTECTED_MODE(
      "DENIED",
      "protected mode",
      NOT_ALLOWED,
      "it runs in protected mode and answers loopback only",
      "Give its default user a password or bind it to an address, and turn protected-mode off."),
  TOO_MANY_CLIENTS(
      "ERR",
      "max number of clients",
      UNREACHABLE,
      "it has no free connection (maxclients)",
      "It is tried again; raise maxclients or end idle connections."),
  LOADING(
      "LOADING", "", BUSY, "LOADING: it is still reading its data", "It is tried again by itself."),
  BUSY_SCRIPT(
      "BUSY",
      "",
      BUSY,
      "BUSY: a script keeps it from answering",
      "It is tried again; end the script with SCRIPT KILL if it lasts."),
  MASTER_DOWN(
      "MASTERDOWN",
      "",
      UNREACHABLE,
      "MASTERDOWN: it is a replica that has lost its master",
      "It is tried again; see the replica's link to its master."),
  READ_ONLY(
      "READONLY",
      "",
      MISCONFIGURED,
      "READONLY: it takes no changes",
      "Name a server whose users can be changed in host and hosts of the secret JSON."),
  NO_ACL_FILE(
      "ERR",
      "not configured to use an ACL file",
      MISCONFIGURED,
      "it has no ACL file",
      "Start it with an aclfile."),
  NO_CONFIG_FILE(
      "ERR",
      "without a config file",
      MISCONFIGURED,
      "it has no configuration file",
      "Start it with an aclfile or a configuration file."),
  NOT_SAVED(
      "ERR",
      "trying to save the ACLs",
      MISCONFIGURED,
      "it cannot write its ACL file",
      "Let the server write its aclfile and the folder that it stands in; its log says what is wrong."),
  NOT_REWRITTEN(
      "ERR",
      "ewriting config file",
      MISCONFIGURED,
      "it cannot write its configuration file",
      "Let the server write its configuration file and the folder that it stands in, or give it an"
          + " aclfile."),
  CHANGED_MEANWHILE(
      "ERR",
      "ACL SETUSER modifier",
      BUSY,
      "the user was changed by somebody else at the same time",
      "It is tried again by itself."),
  UNKNOWN_COMMAND(
      "ERR",
      "unknown command",
      MISCONFIGURED,
      "it does not know the command",
      "Users with passwords need Redis 6 or later, or Valkey; see whether the command was renamed."),
  NO_USERS(
      "ERR",
      "wrong number of arguments for 'auth'",
      MISCONFIGURED,
      "it does not know users",
      "Users with passwords need Redis 6 or later, or Valkey."),
  OTHER("", "", BROKEN, "it answered with an error", "See the server's log.");

  private final String code;
  private final String words;
  private final FailureClass failureClass;
  private final String meaning;
  private final String remedy;

  RedisError(String code, String words, FailureClass failureClass, String meaning, String remedy) {
    this.code = code;
    this.words = words;
    this.failureClass = failureClass;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  static RedisError of(String text) {
    return Arrays.stream(values()).filter(error -> error.fits(text)).findFirst().orElse(OTHER);
  }

  private boolean fits(String text) {
    boolean sameCode = code.isEmpty() || text.equals(code) || text.startsWith(code + " ");
    return sameCode && text.contains(words);
  }

  FailureClass failureClass() {
    return failureClass;
  }

  String meaning() {
    return meaning;
  }

  String remedy() {
    return remedy;
  }
}
