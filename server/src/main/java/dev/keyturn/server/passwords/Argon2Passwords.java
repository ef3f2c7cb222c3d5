package dev.keyturn.server.passwords;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.keyturn.iam.PasswordHashing;
import dev.keyturn.key.SecretValue;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Argon2id with 19 MiB, two passes and one lane, the smallest that OWASP advises: a guess costs
/// some tens of milliseconds. The hash names its parameters, so that they can grow. Few are at work
/// at once and the others wait in the order in which they came: however many requests come, neither
/// the memory nor the processors are theirs alone. Thread-safe.
public final class Argon2Passwords implements PasswordHashing {
  private static final int KIBIBYTES = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int LENGTH = 32;
  private static final int SALT = 16;
  private static final int AT_ONCE = 2;

  private final Semaphore permits;

  public Argon2Passwords() {
    this(new Semaphore(AT_ONCE, true));
  }

  /// @param permits one for each that may be at work at once
  Argon2Passwords(Semaphore permits) {
    this.permits = permits;
  }

  @Override
  public String hash(SecretValue password) {
    return inTurn(() ->
        Password.hash(password.revealString())
            .addRandomSalt(SALT)
            .with(Argon2Function.getInstance(KIBIBYTES, PASSES, LANES, LENGTH, Argon2.ID))
            .getResult());
  }

  @Override
  public boolean matches(SecretValue password, String hash) {
    return inTurn(() ->
        Password.check(password.revealString(), hash)
            .with(Argon2Function.getInstanceFromHash(hash)));
  }

  private <T> T inTurn(Supplier<T> work) {
    permits.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      permits.release();
    }
  }
}
