package dev.keyturn.rotators.target;

import java.sql.SQLException;
import java.util.Optional;

/// What every driver's exceptions tell alike.
final class SqlFailure {
  private SqlFailure() {}

  /// The SQLSTATE; empty text where there is none.
  static String state(SQLException error) {
    return error.getSQLState() == null ? "" : error.getSQLState();
  }

  /// What it means that a driver stumbles over what it is told. Its words are not kept: they may be
  /// the server's.
  static SQLException strange(RuntimeException stumbled) {
    return new SQLException(
        "what answers there does not keep to the protocol (%s)"
            .formatted(stumbled.getClass().getSimpleName()),
        "08P01");
  }

  /// The first of a type among an exception and its causes.
  static <T extends Throwable> Optional<T> cause(Throwable error, Class<T> type) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return Optional.of(type.cast(at));
      }
    }
    return Optional.empty();
  }
}
