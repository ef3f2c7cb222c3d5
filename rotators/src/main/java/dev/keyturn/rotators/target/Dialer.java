package dev.keyturn.rotators.target;

import dev.keyturn.function.StepFailed;
import java.sql.Connection;
import java.sql.SQLException;

/// Opens connections to databases: the seam at which a test counts or breaks every statement.
@FunctionalInterface
public interface Dialer {

  /// A new connection, which the caller closes.
  ///
  /// @throws SQLException as the driver says it; its text may echo what it was given
  Connection dial(Login login) throws SQLException, StepFailed;
}
