package dev.keyturn.rotators.target;

import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.PGProperty;
import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;

/// Hands the driver the password of a log-in and takes note of how the server asked for it: that
/// tells in which form the server keeps it. Public only because a driver makes it by name.
public final class PostgresPassword implements AuthenticationPlugin {
  /// Where it is noted how the server asked, for the log-in that is being made in this scope.
  static final ScopedValue<AtomicReference<Optional<String>>> FORM = ScopedValue.newInstance();

  private final Properties properties;

  public PostgresPassword(Properties properties) {
    this.properties = properties;
  }

  @Override
  public char[] getPassword(AuthenticationRequestType asked) {
    if (FORM.isBound()) {
      FORM.get().set(form(asked));
    }
    String password = PGProperty.PASSWORD.getOrDefault(properties);
    return password == null ? new char[0] : password.toCharArray();
  }

  /// The form under the name that `password_encryption` has for it; empty when the way of asking
  /// does not tell.
  private static Optional<String> form(AuthenticationRequestType asked) {
    return switch (asked) {
      case SASL -> Optional.of("scram-sha-256");
      case MD5_PASSWORD -> Optional.of("md5");
      case CLEARTEXT_PASSWORD, GSS -> Optional.empty();
    };
  }
}
