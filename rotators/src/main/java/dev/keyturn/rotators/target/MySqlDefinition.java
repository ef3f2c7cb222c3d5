package dev.keyturn.rotators.target;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What an account is apart from its name, its password and its rights.
///
/// @param plugin what it authenticates with; the first of several
/// @param require what its connections must be, such as `SSL`
/// @param limits its limits that are not the default
/// @param defaultRoles as the server lists them; empty for none
/// @param rest further options as the server writes them: expiry and reuse of passwords, locks
record MySqlDefinition(
    String plugin, String require, Map<String, String> limits, String defaultRoles, String rest) {
  private static final List<String> LIMITS =
      List.of(
          "MAX_QUERIES_PER_HOUR",
          "MAX_UPDATES_PER_HOUR",
          "MAX_CONNECTIONS_PER_HOUR",
          "MAX_USER_CONNECTIONS");

  private static final Set<String> REQUIREMENTS =
      Set.of("NONE", "SSL", "X509", "SUBJECT", "ISSUER", "CIPHER", "AND");

  static MySqlDefinition of(MySqlAccounts accounts, MySqlAccount account) throws SQLException {
    String shown =
        accounts.version().hasAlterUser()
            ? accounts
                .query("SHOW CREATE USER " + account.sql(), row -> row.getString(1))
                .getFirst()
            : accounts
                .query("SHOW GRANTS FOR " + account.sql(), row -> row.getString(1))
                .getFirst()
                .replaceFirst("^.*? TO ", "CREATE USER ");
    return parse(account.after(shown, "CREATE USER "));
  }

  /// @param text what follows the account
  static MySqlDefinition parse(String text) {
    return new Reader(new MySqlText(text)).read();
  }

  /// The options of this account, in full, so that they also undo what another account has.
  String options(boolean mariaDb) {
    String all =
        LIMITS.stream()
            .map(name -> " " + name + " " + limits.getOrDefault(name, "0"))
            .collect(Collectors.joining());
    String time =
        mariaDb ? " MAX_STATEMENT_TIME " + limits.getOrDefault("MAX_STATEMENT_TIME", "0") : "";
    return " REQUIRE " + require + " WITH" + all + time + (rest.isEmpty() ? "" : " " + rest);
  }

  /// Whether another account has the same options, whatever else it has.
  boolean sameOptions(MySqlDefinition other) {
    return require.equals(other.require) && limits.equals(other.limits) && rest.equals(other.rest);
  }

  /// Reads from left to right.
  private static final class Reader {
    private final MySqlText text;
    private int at;

    Reader(MySqlText text) {
      this.text = text;
    }

    MySqlDefinition read() {
      String plugin = plugin();
      String roles = "";
      String require = "NONE";
      Map<String, String> limits = new LinkedHashMap<>();
      StringBuilder rest = new StringBuilder();
      while (at < text.size()) {
        if (text.is(at, "DEFAULT") && text.is(at + 1, "ROLE")) {
          at += 2;
          roles = text.word(at++);
        } else if (text.is(at, "REQUIRE")) {
          require = require();
        } else if (text.is(at, "WITH")) {
          limits(limits);
        } else {
          rest(rest);
        }
      }
      return new MySqlDefinition(plugin, require, limits, roles, rest.toString().strip());
    }

    private String plugin() {
      if (!text.is(at, "IDENTIFIED")) {
        return MySqlPasswords.NATIVE;
      }
      if (text.is(at + 1, "BY")) {
        at += text.is(at + 2, "PASSWORD") ? 4 : 3;
        return MySqlPasswords.NATIVE;
      }
      // A change of the password is for the first of several.
      String plugin = text.word(at + 2).replaceAll("['`\"]", "");
      at++;
      do {
        at += 2;
        if (text.is(at, "USING") || text.is(at, "AS")) {
          at += 2;
        }
      } while (text.is(at, "OR"));
      return plugin;
    }

    private String require() {
      int from = ++at;
      while (at < text.size()
          && (REQUIREMENTS.contains(text.word(at).toUpperCase(Locale.ROOT))
              || text.word(at).startsWith("'"))) {
        at++;
      }
      return text.slice(from, at);
    }

    private void limits(Map<String, String> limits) {
      at++;
      while (text.is(at, "GRANT") || text.word(at).startsWith("MAX_")) {
        String value = text.word(at + 1);
        if (text.word(at).startsWith("MAX_") && !value.matches("0(\\.0*)?")) {
          limits.put(text.word(at), value);
        }
        at += 2;
      }
    }

    /// An expired password is not handed on, nor is it unlocked what somebody locked.
    private void rest(StringBuilder rest) {
      boolean unlock = text.is(at, "ACCOUNT") && text.is(at + 1, "UNLOCK");
      boolean expired =
          text.is(at, "PASSWORD")
              && text.is(at + 1, "EXPIRE")
              && !Set.of("DEFAULT", "NEVER", "INTERVAL").contains(text.word(at + 2));
      if (unlock || expired) {
        at += 2;
      } else {
        // PASSWORD REQUIRE CURRENT is an option of its own.
        int words = text.is(at, "PASSWORD") ? 2 : 1;
        rest.append(' ').append(text.slice(at, at + words));
        at += words;
      }
    }
  }
}
