package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;
import static dev.keyturn.rotators.target.PostgresRoles.quoted;

import dev.keyturn.function.Finding;
import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.PostgresRoles.Role;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Prepares one of a pair of alternating users, once it is sure that it may be touched: that the
/// clone is the base's, hides nothing from it, and that the session has the rights. The base is
/// read and never changed.
final class PostgresAlternates {
  private final PostgresRoles roles;
  private final AlternateChange change;
  private final Consumer<Finding> surplus;

  /// @param surplus is told what the clone has and the base lacks
  PostgresAlternates(PostgresRoles roles, AlternateChange change, Consumer<Finding> surplus) {
    this.roles = roles;
    this.change = change;
    this.surplus = surplus;
  }

  /// The two users, as they are.
  ///
  /// @param alternate empty when it has yet to be made
  record Pair(Role base, Optional<Role> alternate) {}

  /// Everything but the password.
  void prepare() throws SQLException, StepFailed {
    Pair pair = find();
    refuseHiddenObjects(pair);
    checkRights(pair);
    align(pair);
  }

  Pair find() throws SQLException, StepFailed {
    Role base = roles.find(change.base()).orElseThrow(change::noBase);
    return new Pair(base, roles.find(change.alternate()));
  }

  /// Sessions of the clone act as the base: what the clone itself owns would be out of their reach,
  /// and out of the base's at its turn.
  void refuseHiddenObjects(Pair pair) throws SQLException, StepFailed {
    if (pair.alternate().isPresent() && !pair.base().superuser()) {
      refuseHiddenObjects(pair.base(), pair.alternate().get());
    }
  }

  private void refuseHiddenObjects(Role base, Role clone) throws SQLException, StepFailed {
    List<String> owned = roles.ownedIn(clone);
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
  void checkRights(Pair pair) throws SQLException, StepFailed {
    Role base = pair.base();
    Optional<Role> clone = pair.alternate();
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

  /// The clone becomes like the base, when it is its turn.
  void align(Pair pair) throws SQLException, StepFailed {
    if (change.changesAlternate()) {
      Optional<Role> clone = pair.alternate();
      new PostgresAlignment(
              roles,
              pair.base(),
              clone.isPresent() ? known(pair.base(), clone.get()) : create(),
              change.exact())
          .align(surplus);
    }
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
}
