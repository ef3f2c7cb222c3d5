package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;
import static dev.keyturn.rotators.target.PostgresRoles.quoted;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.PostgresRoles.Role;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the clone of a PostgreSQL user what it should be: a member of the base, which acts as the
/// base, under the base's limits and settings. The base is read and never changed.
///
/// A member does not inherit settings, and what it creates is its own and closed to the base:
/// `ALTER ROLE clone SET role = base` cures both, for the clone's sessions then act as the base.
final class PostgresAlternates {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresAlternates.class);
  private static final String FOREVER = "infinity";

  private final PostgresRoles roles;
  private final AlternateChange change;

  PostgresAlternates(PostgresRoles roles, AlternateChange change) {
    this.roles = roles;
    this.change = change;
  }

  /// Everything but the password.
  void prepare() throws SQLException, StepFailed {
    Role base = roles.find(change.base()).orElseThrow(this::noBase);
    Optional<Role> clone = roles.find(change.alternate());
    if (clone.isPresent()) {
      refuseHiddenObjects(base, clone.get());
    }
    checkRights(base, clone);
    if (change.changesAlternate()) {
      align(base, clone.isPresent() ? known(base, clone.get()) : create());
    }
  }

  private StepFailed noBase() {
    return new StepFailed(
        MISCONFIGURED,
        "User " + change.base() + " does not exist, and rights are copied from it alone",
        "Create "
            + change.base()
            + " again, or name the base user as baseuser in the secret JSON.");
  }

  /// Sessions of the clone act as the base: what the clone itself owns would be out of their reach,
  /// and out of the base's at its turn.
  private void refuseHiddenObjects(Role base, Role clone) throws SQLException, StepFailed {
    List<String> owned = base.superuser() ? List.of() : roles.ownedIn(clone);
    if (!owned.isEmpty()) {
      throw new StepFailed(
          MISCONFIGURED,
          "User %s owns objects that %s cannot see: %s"
              .formatted(clone.name(), base.name(), String.join(", ", owned)),
          "In each of these databases run as a superuser: REASSIGN OWNED BY %s TO %s;"
              .formatted(quoted(clone.name()), quoted(base.name())));
    }
  }

  /// Says what is missing before the server says only that something is.
  private void checkRights(Role base, Optional<Role> clone) throws SQLException, StepFailed {
    Role self = roles.self();
    if (self.superuser()) {
      return;
    }
    if (!self.createsRoles()) {
      throw lacks(self, "CREATEROLE", "ALTER ROLE %s CREATEROLE;".formatted(quoted(self.name())));
    }
    if (roles.needsAdminOption()) {
      boolean grants = clone.isEmpty() || !roles.uses(clone.get(), base);
      if (!change.changesAlternate() || grants) {
        checkAdminOption(self, base);
      }
      if (change.changesAlternate() && clone.isPresent()) {
        checkAdminOption(self, clone.get());
      }
    }
  }

  private void checkAdminOption(Role self, Role role) throws SQLException, StepFailed {
    if (!roles.hasAdminOption(role.name())) {
      throw lacks(
          self,
          "ADMIN OPTION on " + role.name(),
          "GRANT %s TO %s WITH ADMIN OPTION;".formatted(quoted(role.name()), quoted(self.name())));
    }
  }

  private StepFailed lacks(Role self, String right, String statement) {
    return new StepFailed(
        NOT_ALLOWED,
        "Superuser %s may not prepare user %s: it lacks %s"
            .formatted(self.name(), change.user(), right),
        "Run as a superuser of the server: " + statement);
  }

  private Role create() throws SQLException {
    roles.run("CREATE ROLE " + quoted(change.alternate()) + " LOGIN");
    return roles.find(change.alternate()).orElseThrow();
  }

  /// An existing user is somebody's: it is touched only when something shows that it is the clone.
  private Role known(Role base, Role clone) throws SQLException, StepFailed {
    if (change.adopt() || roles.memberships(clone).contains(base.name())) {
      return clone;
    }
    throw new StepFailed(
        MISCONFIGURED,
        "User %s exists, and nothing shows that it is the alternate user of %s"
            .formatted(clone.name(), base.name()),
        "If it is, run GRANT %s TO %s; or set KEYTURN_ADOPT_ALTERNATE=true on the function."
                .formatted(quoted(base.name()), quoted(clone.name()))
            + " If it is not, rename one of the two users.");
  }

  private void align(Role base, Role clone) throws SQLException, StepFailed {
    if (!roles.uses(clone, base)) {
      roles.run("GRANT " + quoted(base.name()) + " TO " + quoted(clone.name()));
    }
    alignLimits(base, clone);
    alignSettings(base, clone);
    alignMemberships(base, clone);
  }

  private void alignLimits(Role base, Role clone) throws SQLException {
    if (!clone.logsIn()) {
      alter(clone, "LOGIN");
    }
    if (clone.connectionLimit() != base.connectionLimit()) {
      alter(clone, "CONNECTION LIMIT " + base.connectionLimit());
    }
    String validUntil = base.validUntil().orElse(FOREVER);
    if (!clone.validUntil().orElse(FOREVER).equals(validUntil)) {
      alter(clone, "VALID UNTIL " + roles.literal(validUntil));
    }
  }

  private void alignSettings(Role base, Role clone) throws SQLException {
    List<RoleSetting> wanted = wantedSettings(base);
    List<RoleSetting> present = roles.settings(clone);
    for (RoleSetting setting : wanted) {
      if (!present.contains(setting)) {
        set(clone, setting);
      }
    }
    for (RoleSetting setting : present) {
      if (wanted.stream().noneMatch(setting::sameName)) {
        surplus(
            clone,
            "the setting " + setting.where(),
            "ALTER ROLE %s%s RESET %s"
                .formatted(quoted(clone.name()), in(setting), quoted(setting.name())));
      }
    }
  }

  private List<RoleSetting> wantedSettings(Role base) throws SQLException {
    List<RoleSetting> wanted = new ArrayList<>(roles.settings(base));
    RoleSetting role = new RoleSetting(Optional.empty(), "role", base.name());
    if (wanted.stream().noneMatch(role::sameName)) {
      wanted.add(role);
    }
    return wanted;
  }

  private void set(Role clone, RoleSetting setting) throws SQLException {
    List<String> values = new ArrayList<>();
    for (String element : setting.elements()) {
      values.add(roles.literal(element));
    }
    alter(
        clone, in(setting) + " SET " + quoted(setting.name()) + " TO " + String.join(", ", values));
  }

  private String in(RoleSetting setting) {
    return setting.database().map(database -> " IN DATABASE " + quoted(database)).orElse("");
  }

  private void alignMemberships(Role base, Role clone) throws SQLException {
    SortedSet<String> more = roles.memberships(clone);
    more.remove(base.name());
    more.removeAll(roles.memberships(base));
    for (String role : more) {
      surplus(
          clone,
          "membership in " + role,
          "REVOKE " + quoted(role) + " FROM " + quoted(clone.name()));
    }
  }

  /// What the clone has and the base lacks is taken away only where that was asked for.
  private void surplus(Role clone, String what, String removal) throws SQLException {
    if (change.exact()) {
      roles.run(removal);
    }
    LOG.warn(
        "User {} had {}, which {} lacks: {}",
        clone.name(),
        what,
        change.base(),
        change.exact() ? "taken away" : "left alone (KEYTURN_GRANTS=exact takes it away)");
  }

  private void alter(Role clone, String what) throws SQLException {
    roles.run("ALTER ROLE " + quoted(clone.name()) + " " + what);
  }
}
