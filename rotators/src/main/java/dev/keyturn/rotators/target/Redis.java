package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.io.IOException;
import java.util.Set;

/// Redis and Valkey, by the ACL users that Redis 6 introduced.
public final class Redis implements TwoPasswordEngine {
  private static final Traits TRAITS =
      new Traits("redis", Set.of("redis", "valkey"), 6379, "0", "/@\"'\\", "", Integer.MAX_VALUE);

  /// As that of AWS's template.
  private static final int PASSWORD_LENGTH = 20;

  private final RedisDialer dialer;

  /// Over connections of the caller's making.
  public Redis(RedisDialer dialer) {
    this.dialer = dialer;
  }

  /// Over real targets.
  public static Redis over(TargetPolicy policy, TargetTrust trust) {
    return new Redis(dialer(policy, trust));
  }

  /// How real targets are connected to.
  public static RedisDialer dialer(TargetPolicy policy, TargetTrust trust) {
    return new RedisSocketDialer(policy, trust, RedisSocketDialer.PATIENCE_MILLIS);
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public int passwordLength() {
    return PASSWORD_LENGTH;
  }

  @Override
  public TwoPasswordSession open(Login login) throws StepFailed {
    String tried = "Log-in as " + login.who();
    try {
      RedisSession session = new RedisSession(dialer.dial(login.target()), login);
      session.logIn(tried);
      return session;
    } catch (IOException failure) {
      throw RedisErrors.explain(tried, failure);
    }
  }
}
