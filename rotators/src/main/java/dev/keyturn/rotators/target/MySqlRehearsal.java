package dev.keyturn.rotators.target;

import dev.keyturn.function.Finding;
import dev.keyturn.function.StepFailed;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is known beforehand of preparing one of a pair of alternating users, by reading alone:
/// these servers know no transaction around accounts, so that nothing can be tried and taken back.
final class MySqlRehearsal {
  private static final String RIGHTS = "superuser's rights";

  private final MySqlAccounts accounts;
  private final AlternateChange change;
  private final MySqlAlternates alternates;
  private final List<Finding> findings = new ArrayList<>();

  MySqlRehearsal(MySqlAccounts accounts, AlternateChange change) {
    this.accounts = accounts;
    this.change = change;
    this.alternates = new MySqlAlternates(accounts, change);
  }

  /// @param tried what a failing read was for, such as `Preparing app_clone as admin at db:3306`
  List<Finding> findings(String tried, Redaction redaction) {
    try {
      look();
    } catch (SQLException error) {
      findings.add(Finding.failed(RIGHTS, MySqlErrors.explain(tried, error, redaction)));
    } catch (StepFailed failed) {
      findings.add(Finding.failed("users", failed));
    }
    findings.add(
        Finding.skipped("password", "This server cannot try a password without setting it"));
    return List.copyOf(findings);
  }

  private void look() throws SQLException, StepFailed {
    List<MySqlAccount> base = alternates.base();
    List<MySqlAccount> clones = accounts.named(change.alternate());
    findings.add(
        Finding.ok(
            "users",
            clones.isEmpty()
                ? "%s exist, and %s would be made on their hosts"
                    .formatted(MySqlAlternates.list(base), change.alternate())
                : "%s and %s exist"
                    .formatted(MySqlAlternates.list(base), MySqlAlternates.list(clones))));
    rights();
    if (change.changesAlternate()) {
      alternate(clones);
      compare(base, clones);
    }
  }

  private void rights() throws SQLException {
    MySqlAccount self = accounts.self();
    List<MySqlGrant> everywhere =
        alternates.grants(self).stream().filter(grant -> grant.on().equals("*.*")).toList();
    boolean sets = everywhere.stream().anyMatch(MySqlRehearsal::setsPasswords);
    boolean hands = everywhere.stream().anyMatch(MySqlGrant::option);
    if (sets && hands) {
      findings.add(
          Finding.ok(RIGHTS, "Superuser %s makes users and hands on rights".formatted(self)));
    } else {
      findings.add(
          Finding.warning(
              RIGHTS,
              "Superuser %s lacks %s, as far as SHOW GRANTS tells"
                  .formatted(
                      self, sets ? "GRANT OPTION on what it would hand on" : "CREATE USER on *.*"),
              sets
                  ? "Grant it the rights of %s WITH GRANT OPTION.".formatted(change.base())
                  : "Run as an administrator of the server: GRANT CREATE USER ON *.* TO %s;"
                      .formatted(self.sql())));
    }
  }

  private static boolean setsPasswords(MySqlGrant grant) {
    return grant.rights().contains("CREATE USER") || grant.rights().contains(MySqlGrant.ALL);
  }

  private void alternate(List<MySqlAccount> clones) {
    try {
      alternates.requireKnown(clones);
      findings.add(
          Finding.ok(
              "alternate user", "Nobody else's: %s may be prepared".formatted(change.alternate())));
    } catch (StepFailed failed) {
      findings.add(Finding.failed("alternate user", failed));
    }
  }

  private void compare(List<MySqlAccount> base, List<MySqlAccount> clones) throws SQLException {
    for (MySqlAccount clone : clones) {
      MySqlAccount from = new MySqlAccount(change.base(), clone.host());
      List<MySqlGrant> wanted = base.contains(from) ? alternates.grants(from) : List.of();
      for (MySqlGrant grant : alternates.grants(clone)) {
        Optional<MySqlGrant> surplus = grant.without(wanted);
        surplus.ifPresent(it -> findings.add(surplus(clone, it)));
      }
    }
  }

  private Finding surplus(MySqlAccount clone, MySqlGrant surplus) {
    return Finding.warning(
        "grants",
        "Account %s has %s, which %s lacks".formatted(clone, surplus, change.base()),
        change.exact()
            ? "It is taken away as far as that goes one by one, as KEYTURN_GRANTS=exact says."
            : "It is left alone. Revoke it, or set KEYTURN_GRANTS=exact on the function.");
  }
}
