package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.ACCOUNT_LOCKED;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.TIMEOUT;

import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A session at a Redis server. Passwords are sent as the digests by which the server knows them,
/// so that no log of it can show one.
final class RedisSession implements TwoPasswordSession {
  private static final Duration STALE = Duration.ofSeconds(12);

  private final RedisConnection connection;
  private final Login login;
  private long usedAt = System.nanoTime();

  RedisSession(RedisConnection connection, Login login) {
    this.connection = connection;
    this.login = login;
  }

  /// AUTH is the one command that servers keep out of MONITOR and SLOWLOG in every version.
  void logIn(String tried) throws StepFailed {
    try {
      require(tried, call(tried, "AUTH", login.user(), login.password().revealString()));
    } catch (StepFailed failed) {
      close();
      throw failed;
    }
  }

  /// A user without the right to PING is logged in all the same.
  @Override
  public void probe() throws StepFailed {
    String tried = "A ping as " + login.who();
    RedisReply reply = call(tried, "PING");
    if (!reply.equals(new RedisReply.Refused(RedisError.NO_RIGHT))) {
      require(tried, reply);
    }
  }

  @Override
  public Set<PasswordDigest> passwords(String user) throws StepFailed {
    String tried = "Asking for user " + user + " as " + login.who();
    RedisReply reply = require(tried, call(tried, "ACL", "GETUSER", user));
    if (reply instanceof RedisReply.Items fields) {
      RedisUser found = RedisUser.of(fields.items());
      requireKeptByPasswords(user, found);
      return found.passwords();
    }
    throw new StepFailed(
        MISCONFIGURED,
        "User %s does not exist at %s".formatted(user, login.target().address()),
        "Make it there with ACL SETUSER, or correct username, host and hosts in the secret JSON.");
  }

  private void requireKeptByPasswords(String user, RedisUser found) throws StepFailed {
    String address = login.target().address();
    if (!found.enabled()) {
      throw new StepFailed(
          ACCOUNT_LOCKED,
          "User %s is off at %s".formatted(user, address),
          "Turn it on with ACL SETUSER %s on, then retry.".formatted(user));
    }
    if (found.opensWithAny()) {
      throw new StepFailed(
          MISCONFIGURED,
          "User %s comes in with any password at %s (nopass): a first one would lock out its clients"
              .formatted(user, address),
          "Give it the password of the secret by hand (ACL SETUSER %s #SHA256), then retry."
              .formatted(user));
    }
  }

  @Override
  public void changePasswords(String user, Set<PasswordDigest> added, Set<PasswordDigest> removed)
      throws StepFailed {
    String tried = "Changing the passwords of " + user + " as " + login.who();
    refuseWhenStale(tried);
    List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", user));
    added.forEach(password -> words.add("#" + password.revealHex()));
    removed.forEach(password -> words.add("!" + password.revealHex()));
    require(tried, call(tried, words.toArray(String[]::new)));
  }

  @Override
  public void save() throws StepFailed {
    String tried = "Saving the users of " + login.target().address() + " as " + login.user();
    RedisReply reply = call(tried, "ACL", "SAVE");
    if (reply.equals(new RedisReply.Refused(RedisError.NO_ACL_FILE))) {
      reply = call(tried, "CONFIG", "REWRITE");
    }
    if (reply instanceof RedisReply.Refused(RedisError error)) {
      StepFailed failed = RedisErrors.explain(tried, error);
      throw new StepFailed(
          failed.failureClass(),
          String.valueOf(failed.getMessage()),
          failed.remedy()
              + " Or accept with \"persist\": false in the secret JSON that a restarted server knows"
              + " the users of its own files only.");
    }
  }

  @Override
  public void setPassword(String user, SecretValue password) throws StepFailed {
    changePasswords(user, Set.of(PasswordDigest.of(password)), Set.of());
  }

  @Override
  public void restorePassword(String user, SecretValue password) throws StepFailed {
    setPassword(user, password);
  }

  @Override
  public void setAlternate(AlternateChange change) throws StepFailed {
    throw new StepFailed(
        MISCONFIGURED,
        "Users of Redis do not alternate: one holds two passwords",
        "Rotate it with SecretsManagerElasticacheUserRotation.");
  }

  /// A session that lay idle for too long may belong to a worker that was stalled and replaced:
  /// what it wants to do now is out of date.
  private void refuseWhenStale(String tried) throws StepFailed {
    if (System.nanoTime() - usedAt > STALE.toNanos()) {
      throw new StepFailed(
          TIMEOUT,
          tried
              + " was not tried: the session was idle for longer than "
              + STALE.toSeconds()
              + " s",
          "The rotation is tried again by itself.");
    }
  }

  private RedisReply call(String tried, String... words) throws StepFailed {
    try {
      RedisReply reply = connection.call(words);
      usedAt = System.nanoTime();
      return reply;
    } catch (IOException failure) {
      throw RedisErrors.explain(tried, failure);
    }
  }

  private static RedisReply require(String tried, RedisReply reply) throws StepFailed {
    if (reply instanceof RedisReply.Refused(RedisError error)) {
      throw RedisErrors.explain(tried, error);
    }
    return reply;
  }

  @Override
  public void close() {
    connection.close();
  }
}
