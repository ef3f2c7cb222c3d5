package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.PostgresAlternates.Pair;
import dev.keyturn.rotators.target.PostgresRehearsal.Part;
import java.sql.SQLException;

/// Tries, part by part, to prepare one of a pair of alternating users.
record PostgresTrial(PostgresRehearsal rehearsal, AlternateChange change) {

  /// @param password sets the sample
  void run(Part password) {
    if (!rehearsal.part("users", this::users)) {
      return;
    }
    boolean reachable = rehearsal.part("ownership", this::ownership);
    boolean allowed = rehearsal.part("superuser's rights", this::rights);
    if (reachable && allowed && rehearsal.part("alternate user", this::alignment)) {
      rehearsal.part("password", password);
    }
  }

  private PostgresAlternates alternates(PostgresRoles roles) {
    return new PostgresAlternates(roles, change, rehearsal.findings());
  }

  private String users(PostgresRoles roles) throws SQLException, StepFailed {
    Pair pair = alternates(roles).find();
    new PostgresInspection(roles, rehearsal.findings()).expiry(change.base());
    return pair.alternate().isPresent()
        ? "%s and %s exist".formatted(change.base(), change.alternate())
        : "%s exists, and %s would be made".formatted(change.base(), change.alternate());
  }

  private String ownership(PostgresRoles roles) throws SQLException, StepFailed {
    PostgresAlternates alternates = alternates(roles);
    alternates.refuseHiddenObjects(alternates.find());
    return "%s owns nothing that %s cannot reach".formatted(change.alternate(), change.base());
  }

  private String rights(PostgresRoles roles) throws SQLException, StepFailed {
    PostgresAlternates alternates = alternates(roles);
    alternates.checkRights(alternates.find());
    return "The superuser may prepare " + change.user();
  }

  private String alignment(PostgresRoles roles) throws SQLException, StepFailed {
    PostgresAlternates alternates = alternates(roles);
    alternates.align(alternates.find());
    return change.changesAlternate()
        ? "%s gets the rights, limits and settings of %s (tried, and rolled back)"
            .formatted(change.alternate(), change.base())
        : "It is the turn of %s, of which only the password changes".formatted(change.base());
  }
}
