package dev.keyturn.rotators.target;

import static dev.keyturn.rotators.target.PostgresRoles.quoted;

import dev.keyturn.function.Finding;
import dev.keyturn.rotators.target.PostgresRoles.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;

/// Makes the clone of a PostgreSQL user what it should be: a member of the base, which acts as the
/// base, under the base's limits and settings.
///
/// A member does not inherit settings, and what it creates is its own and closed to the base:
/// `ALTER ROLE clone SET role = base` cures both, for the clone's sessions then act as the base.
///
/// @param exact whether what the clone has and the base lacks is taken from it, one by one
record PostgresAlignment(PostgresRoles roles, Role base, Role alternate, boolean exact) {
  private static final String FOREVER = "infinity";

  /// Additions first.
  ///
  /// @param surplus is told what the clone has and the base lacks
  void align(Consumer<Finding> surplus) throws SQLException {
    if (!roles.uses(alternate, base)) {
      roles.run("GRANT " + quoted(base.name()) + " TO " + quoted(alternate.name()));
    }
    alignLimits();
    List<RoleSetting> wanted = wantedSettings();
    List<RoleSetting> present = roles.settings(alternate);
    for (RoleSetting setting : wanted) {
      if (!present.contains(setting)) {
        set(setting);
      }
    }
    surplusSettings(wanted, present, surplus);
    surplusMemberships(surplus);
    surplusAttributes(surplus);
    surplusPrivileges(surplus);
  }

  private void alignLimits() throws SQLException {
    if (!alternate.logsIn()) {
      alter("LOGIN");
    }
    if (alternate.connectionLimit() != base.connectionLimit()) {
      alter("CONNECTION LIMIT " + base.connectionLimit());
    }
    String validUntil = base.validUntil().orElse(FOREVER);
    if (!alternate.validUntil().orElse(FOREVER).equals(validUntil)) {
      alter("VALID UNTIL " + roles.literal(validUntil));
    }
  }

  private List<RoleSetting> wantedSettings() throws SQLException {
    List<RoleSetting> wanted = new ArrayList<>(roles.settings(base));
    RoleSetting role = new RoleSetting(Optional.empty(), "role", base.name());
    if (wanted.stream().noneMatch(role::sameName)) {
      wanted.add(role);
    }
    return wanted;
  }

  private void set(RoleSetting setting) throws SQLException {
    List<String> values = new ArrayList<>();
    for (String element : setting.elements()) {
      values.add(roles.literal(element));
    }
    alter(in(setting) + " SET " + quoted(setting.name()) + " TO " + String.join(", ", values));
  }

  private static String in(RoleSetting setting) {
    return setting.database().map(database -> " IN DATABASE " + quoted(database)).orElse("");
  }

  private void surplusSettings(
      List<RoleSetting> wanted, List<RoleSetting> present, Consumer<Finding> surplus)
      throws SQLException {
    for (RoleSetting setting : present) {
      if (wanted.stream().noneMatch(setting::sameName)) {
        takeAway(
            "the setting " + setting.where(),
            "ALTER ROLE %s%s RESET %s"
                .formatted(quoted(alternate.name()), in(setting), quoted(setting.name())),
            surplus);
      }
    }
  }

  private void surplusMemberships(Consumer<Finding> surplus) throws SQLException {
    SortedSet<String> more = roles.memberships(alternate);
    more.remove(base.name());
    more.removeAll(roles.memberships(base));
    for (String role : more) {
      takeAway(
          "membership in " + role,
          "REVOKE " + quoted(role) + " FROM " + quoted(alternate.name()),
          surplus);
    }
  }

  private void surplusAttributes(Consumer<Finding> surplus) throws SQLException {
    SortedSet<String> more = roles.attributes(alternate);
    more.removeAll(roles.attributes(base));
    for (String attribute : more) {
      takeAway(
          "the attribute " + attribute,
          "ALTER ROLE " + quoted(alternate.name()) + " NO" + attribute,
          surplus);
    }
  }

  /// Object privileges are reported and no more: sessions of the clone act as the base and do not
  /// use them, and those in other databases are out of this session's reach.
  private void surplusPrivileges(Consumer<Finding> surplus) throws SQLException {
    for (String objects : roles.privilegesIn(alternate)) {
      surplus.accept(
          Finding.warning(
              "grants",
              "User %s is named itself in privileges on objects: %s"
                  .formatted(alternate.name(), objects),
              "They are left alone. Revoke them there if nobody relies on them."));
    }
  }

  /// What the clone has and the base lacks is taken away only where that was asked for.
  private void takeAway(String what, String removal, Consumer<Finding> surplus)
      throws SQLException {
    if (exact) {
      roles.run(removal);
    }
    surplus.accept(
        Finding.warning(
            "grants",
            "User %s has %s, which %s lacks".formatted(alternate.name(), what, base.name()),
            exact
                ? "It is taken away, as KEYTURN_GRANTS=exact says."
                : "It is left alone. To take it away, run %s; or set KEYTURN_GRANTS=exact on the function."
                    .formatted(removal)));
  }

  private void alter(String what) throws SQLException {
    roles.run("ALTER ROLE " + quoted(alternate.name()) + " " + what);
  }
}
