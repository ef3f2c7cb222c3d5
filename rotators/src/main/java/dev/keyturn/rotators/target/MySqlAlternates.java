package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;

import dev.keyturn.function.StepFailed;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the clone of a user what it should be, on every host that the base has: the same rights,
/// roles, requirements and limits. The base is read, and nothing but its password is ever changed.
///
/// These servers know no transaction around accounts. So every statement finds what is done,
/// additions come first, and an account that is made has its password from its first moment: that
/// it opens shows who made it.
final class MySqlAlternates {
  private static final Logger LOG = LoggerFactory.getLogger(MySqlAlternates.class);

  private final MySqlAccounts accounts;
  private final MySqlPasswords passwords;
  private final AlternateChange change;

  MySqlAlternates(MySqlAccounts accounts, AlternateChange change) {
    this.accounts = accounts;
    this.passwords = new MySqlPasswords(accounts);
    this.change = change;
  }

  void make() throws SQLException, StepFailed {
    List<MySqlAccount> base = base();
    if (change.changesAlternate()) {
      List<MySqlAccount> clones = accounts.named(change.alternate());
      requireKnown(clones);
      setClones(align(base, clones), clones);
    } else {
      for (MySqlAccount account : ownLast(base)) {
        set(account, () -> passwords.set(account, change.password()));
      }
    }
  }

  List<MySqlAccount> base() throws SQLException, StepFailed {
    List<MySqlAccount> base = accounts.named(change.base());
    if (base.isEmpty()) {
      throw change.noBase();
    }
    return base;
  }

  /// An existing user is somebody's: it is touched only when something shows that it is the clone.
  void requireKnown(List<MySqlAccount> clones) throws StepFailed {
    if (!clones.isEmpty() && !change.adopt()) {
      throw new StepFailed(
          MISCONFIGURED,
          "User %s exists (%s), and nothing shows that it is the alternate user of %s"
              .formatted(change.alternate(), list(clones), change.base()),
          "If it is, set KEYTURN_ADOPT_ALTERNATE=true on the function. If it is not, rename one of"
              + " the two users.");
    }
  }

  static String list(List<MySqlAccount> accounts) {
    return accounts.stream().map(MySqlAccount::toString).collect(Collectors.joining(", "));
  }

  private boolean isOwn(MySqlAccount account) {
    return change.host().filter(account.host()::equals).isPresent();
  }

  /// The account that the secret's holder logs in to comes first where accounts are made, so that
  /// the password shows who made them; last where passwords are set, so that it shows that all are.
  private List<MySqlAccount> ownLast(List<MySqlAccount> all) {
    return all.stream().sorted(Comparator.comparing(this::isOwn)).toList();
  }

  /// @return by host, what the base authenticates with
  private Map<String, String> align(List<MySqlAccount> base, List<MySqlAccount> clones)
      throws SQLException, StepFailed {
    Map<String, String> plugins = new HashMap<>();
    for (MySqlAccount from : ownLast(base).reversed()) {
      MySqlAccount clone = new MySqlAccount(change.alternate(), from.host());
      MySqlDefinition wanted = MySqlDefinition.of(accounts, from);
      String plugin = passwords.plugin(from, wanted);
      plugins.put(from.host(), plugin);
      if (!clones.contains(clone)) {
        passwords.identify("CREATE USER", clone, plugin, change.password(), "");
      }
      alignOptions(clone, wanted);
      alignGrants(from, clone);
      alignDefaultRoles(from, clone, wanted);
    }
    for (MySqlAccount clone : clones) {
      if (!plugins.containsKey(clone.host())) {
        LOG.warn("Account {} has no counterpart of {}: left as it is", clone, change.base());
      }
    }
    return plugins;
  }

  private void alignOptions(MySqlAccount clone, MySqlDefinition wanted) throws SQLException {
    if (!MySqlDefinition.of(accounts, clone).sameOptions(wanted)) {
      String start = accounts.version().hasAlterUser() ? "ALTER USER " : "GRANT USAGE ON *.* TO ";
      accounts.run(start + clone.sql() + wanted.options(accounts.version().mariaDbFrom(10, 1, 1)));
    }
  }

  private void alignGrants(MySqlAccount from, MySqlAccount clone) throws SQLException {
    List<MySqlGrant> wanted = grants(from);
    List<MySqlGrant> present = grants(clone);
    for (MySqlGrant grant : wanted) {
      Optional<MySqlGrant> missing = grant.without(present);
      if (missing.isPresent()) {
        accounts.run(missing.get().grant(clone));
      }
    }
    if (accounts.version().mySqlFrom(8, 0, 16)) {
      alignExceptions(from, clone);
    }
    for (MySqlGrant grant : present) {
      Optional<MySqlGrant> surplus = grant.without(wanted);
      if (surplus.isPresent()) {
        surplus(clone, surplus.get());
      }
    }
  }

  /// What MySQL 8 takes out of rights on everything (`partial_revokes`).
  private void alignExceptions(MySqlAccount from, MySqlAccount clone) throws SQLException {
    List<String> present = exceptions(clone);
    for (String exception : exceptions(from)) {
      if (!present.contains(exception)) {
        accounts.run(exception + " FROM " + clone.sql());
      }
    }
  }

  private List<String> exceptions(MySqlAccount account) throws SQLException {
    return accounts.query("SHOW GRANTS FOR " + account.sql(), it -> it.getString(1)).stream()
        .filter(row -> row.startsWith("REVOKE ") && row.contains(" FROM "))
        .map(row -> row.substring(0, row.lastIndexOf(" FROM ")))
        .toList();
  }

  List<MySqlGrant> grants(MySqlAccount account) throws SQLException {
    List<MySqlGrant> grants = new ArrayList<>();
    for (String row : accounts.query("SHOW GRANTS FOR " + account.sql(), it -> it.getString(1))) {
      MySqlGrant.parse(row, account).ifPresent(grants::add);
    }
    return grants;
  }

  /// What the clone has and the base lacks is taken away only where that was asked for.
  private void surplus(MySqlAccount clone, MySqlGrant surplus) throws SQLException {
    List<String> revokes = change.exact() ? surplus.revokes(clone) : List.of();
    for (String revoke : revokes) {
      accounts.run(revoke);
    }
    LOG.warn(
        "Account {} had {}, which {} lacks: {}",
        clone,
        surplus,
        change.base(),
        revokes.isEmpty()
            ? "left alone (KEYTURN_GRANTS=exact takes away what can be taken one by one)"
            : "taken away");
  }

  private void alignDefaultRoles(MySqlAccount from, MySqlAccount clone, MySqlDefinition wanted)
      throws SQLException {
    if (accounts.version().mySqlFrom(8, 0, 0)) {
      String present = MySqlDefinition.of(accounts, clone).defaultRoles();
      if (!wanted.defaultRoles().isEmpty() && !wanted.defaultRoles().equals(present)) {
        accounts.run("ALTER USER " + clone.sql() + " DEFAULT ROLE " + wanted.defaultRoles());
      }
    } else if (accounts.version().mariaDbFrom(10, 1, 1)) {
      String role = defaultRole(from);
      if (!role.isEmpty() && !role.equals(defaultRole(clone))) {
        accounts.run("SET DEFAULT ROLE " + MySqlAccount.identifier(role) + " FOR " + clone.sql());
      }
    }
  }

  private String defaultRole(MySqlAccount account) throws SQLException {
    return accounts
        .query(
            "SELECT default_role FROM mysql.user WHERE User = %s AND Host = %s"
                .formatted(
                    MySqlAccount.literal(account.user()), MySqlAccount.literal(account.host())),
            row -> row.getString(1))
        .getFirst();
  }

  private void setClones(Map<String, String> plugins, List<MySqlAccount> clones)
      throws SQLException, StepFailed {
    for (MySqlAccount clone : ownLast(clones)) {
      String ofBase = plugins.get(clone.host());
      String plugin = ofBase == null ? passwords.plugin(clone) : ofBase;
      set(
          clone,
          () -> {
            if (accounts.version().hasAlterUser()) {
              passwords.identify("ALTER USER", clone, plugin, change.password(), "");
            } else {
              passwords.set(clone, change.password());
            }
          });
    }
  }

  /// Sets one password.
  @FunctionalInterface
  private interface Setting {
    void run() throws SQLException, StepFailed;
  }

  /// A password that was made for this rotation and is in the account's history was set by an
  /// earlier attempt.
  private void set(MySqlAccount account, Setting setting) throws SQLException, StepFailed {
    try {
      setting.run();
    } catch (SQLException error) {
      if (!change.resumed() || error.getErrorCode() != MySqlErrors.PASSWORD_WAS_USED_BEFORE) {
        throw error;
      }
      LOG.info("Account {} has the new password already", account);
    }
  }
}
