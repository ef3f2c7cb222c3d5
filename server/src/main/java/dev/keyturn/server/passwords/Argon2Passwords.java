package dev.keyturn.server.passwords;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.keyturn.iam.PasswordHashing;
import dev.keyturn.key.SecretValue;

/// Argon2id with 19 MiB, two passes and one lane, the smallest that OWASP advises: a guess costs
/// some tens of milliseconds. The hash names its parameters, so that they can grow. Thread-safe.
public final class Argon2Passwords implements PasswordHashing {
  private static final int KIBIBYTES = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int LENGTH = 32;
  private static final int SALT = 16;

  @Override
  public String hash(SecretValue password) {
    return Password.hash(password.revealString())
        .addRandomSalt(SALT)
        .with(Argon2Function.getInstance(KIBIBYTES, PASSES, LANES, LENGTH, Argon2.ID))
        .getResult();
  }

  @Override
  public boolean matches(SecretValue password, String hash) {
    return Password.check(password.revealString(), hash)
        .with(Argon2Function.getInstanceFromHash(hash));
  }
}
