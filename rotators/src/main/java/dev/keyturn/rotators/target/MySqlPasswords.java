package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.rotators.target.MySqlAccount.literal;

import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/// How each version is told a password. MySQL keeps it out of its logs by itself. MariaDB writes
/// statements down as they come, so that it is sent a hash where that is possible.
final class MySqlPasswords {
  static final String NATIVE = "mysql_native_password";

  /// The plug-ins whose passwords are the server's own.
  private static final Set<String> OWN =
      Set.of(NATIVE, "caching_sha2_password", "sha256_password", "ed25519", "parsec");

  /// MySQL's answers to RETAIN CURRENT PASSWORD where it is not allowed or not possible.
  private static final Set<Integer> CANNOT_RETAIN = Set.of(1227, 3878, 3894, 3895);

  private static final int MUST_GIVE_OLD_PASSWORD = 3892;

  private final MySqlAccounts accounts;

  MySqlPasswords(MySqlAccounts accounts) {
    this.accounts = accounts;
  }

  /// A statement in which a password stands, in clear text or not.
  @FunctionalInterface
  private interface Statement {
    String with(String password);
  }

  /// Sets the password of the session's own account.
  void setOwn(MySqlAccount self, SecretValue password, SecretValue old)
      throws SQLException, StepFailed {
    String plugin = plugin(self);
    if (accounts.version().mariaDb()) {
      mariaDb(plugin, password, it -> "SET PASSWORD = " + it);
    } else if (accounts.version().hasAlterUser()) {
      alterOwn("ALTER USER USER() IDENTIFIED BY " + literal(password.revealString()), old);
    } else {
      accounts.run("SET PASSWORD = PASSWORD(" + literal(password.revealString()) + ")");
    }
  }

  /// With the old password kept as a second one, where the server and the user's rights allow it;
  /// and said again where the server wants to hear it.
  private void alterOwn(String statement, SecretValue old) throws SQLException {
    boolean retain = accounts.version().hasTwoPasswords();
    String replace = "";
    while (true) {
      try {
        accounts.run(statement + replace + (retain ? " RETAIN CURRENT PASSWORD" : ""));
        return;
      } catch (SQLException error) {
        if (retain && CANNOT_RETAIN.contains(error.getErrorCode())) {
          retain = false;
        } else if (error.getErrorCode() == MUST_GIVE_OLD_PASSWORD && replace.isEmpty()) {
          replace = " REPLACE " + literal(old.revealString());
        } else {
          throw error;
        }
      }
    }
  }

  /// Sets the password of any account, as a superuser. Nothing else of it is changed.
  void set(MySqlAccount account, SecretValue password) throws SQLException, StepFailed {
    String plugin = plugin(account);
    if (accounts.version().mariaDb()) {
      mariaDb(plugin, password, it -> "SET PASSWORD FOR " + account.sql() + " = " + it);
    } else if (accounts.version().hasAlterUser()) {
      accounts.run(
          "ALTER USER " + account.sql() + " IDENTIFIED BY " + literal(password.revealString()));
    } else {
      accounts.run(
          "SET PASSWORD FOR %s = PASSWORD(%s)"
              .formatted(account.sql(), literal(password.revealString())));
    }
  }

  /// Creates an account, or alters it to this plug-in.
  ///
  /// @param statement `CREATE USER` or `ALTER USER`
  /// @param options what follows
  void identify(
      String statement, MySqlAccount account, String plugin, SecretValue password, String options)
      throws SQLException {
    String start = statement + " " + account.sql() + " IDENTIFIED ";
    if (accounts.version().mariaDbFrom(10, 2, 0)) {
      mariaDb(plugin, password, it -> start + "VIA " + plugin + " USING " + it + options);
    } else if (accounts.version().hasAlterUser()) {
      accounts.run(
          start + "WITH " + literal(plugin) + " BY " + literal(password.revealString()) + options);
    } else {
      accounts.run(start + "BY " + literal(password.revealString()));
    }
  }

  /// A server that checks the quality of passwords wants to see them; then it must.
  private void mariaDb(String plugin, SecretValue password, Statement statement)
      throws SQLException {
    if (plugin.equals(NATIVE)) {
      try {
        accounts.run(statement.with(literal(nativeHash(password))));
        return;
      } catch (SQLException error) {
        if (error.getErrorCode() != MySqlErrors.OPTION_PREVENTS
            || !String.valueOf(error.getMessage()).contains("strict-password-validation")) {
          throw error;
        }
      }
    }
    accounts.run(statement.with("PASSWORD(" + literal(password.revealString()) + ")"));
  }

  /// The authentication plug-in of an account, whose password must be the server's own.
  String plugin(MySqlAccount account) throws SQLException, StepFailed {
    return accounts.version().hasAlterUser()
        ? plugin(account, MySqlDefinition.of(accounts, account))
        : NATIVE;
  }

  /// The same of an account that has been read.
  String plugin(MySqlAccount account, MySqlDefinition definition) throws StepFailed {
    if (!accounts.version().hasAlterUser()) {
      return NATIVE;
    }
    String plugin = definition.plugin();
    if (!OWN.contains(plugin)) {
      throw new StepFailed(
          MISCONFIGURED,
          "Account %s authenticates with the plug-in %s, whose password no statement can change"
              .formatted(account, plugin),
          "Change the password where the plug-in keeps it; or let the account authenticate with a"
              + " password of the server, such as caching_sha2_password, ed25519 or"
              + " mysql_native_password.");
    }
    return plugin;
  }

  /// What `mysql_native_password` keeps of a password: a hash of a hash.
  static String nativeHash(SecretValue password) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] once = sha1.digest(password.revealString().getBytes(StandardCharsets.UTF_8));
      return "*" + HexFormat.of().formatHex(sha1.digest(once)).toUpperCase(Locale.ROOT);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
