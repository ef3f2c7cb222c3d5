package dev.keyturn.rotators.target;

import static dev.keyturn.rotators.target.PostgresRoles.quoted;

import dev.keyturn.function.Finding;
import dev.keyturn.rotators.target.PostgresRoles.Role;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/// What about a user would let rotations work less well than they could. Reads only.
record PostgresInspection(PostgresRoles roles, Consumer<Finding> findings) {

  /// @param name the user whose password changes, or from which the other one's limits are copied
  void expiry(String name) throws SQLException {
    Optional<Role> role = roles.find(name);
    if (role.isPresent() && roles.expiresSoon(role.get())) {
      findings.accept(
          Finding.warning(
              "expiry",
              "The server refuses every password of %s from %s on (VALID UNTIL), and rotations do not move that"
                  .formatted(name, role.get().validUntil().orElse("")),
              "Run as a superuser: ALTER ROLE %s VALID UNTIL 'infinity';".formatted(quoted(name))));
    }
  }

  /// A user that changes its own password is logged in twice for a moment: with the old password to
  /// be able to set it back, and with the new one to try it.
  void connections(String name) throws SQLException {
    if (roles.find(name).filter(role -> role.connectionLimit() == 1).isPresent()) {
      findings.accept(
          Finding.warning(
              "connections",
              "User %s may have one connection only: each rotation fails once before it succeeds"
                  .formatted(name),
              "Run as a superuser: ALTER ROLE %s CONNECTION LIMIT 2;".formatted(quoted(name))));
    }
  }
}
