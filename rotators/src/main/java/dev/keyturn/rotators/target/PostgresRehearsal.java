package dev.keyturn.rotators.target;

import dev.keyturn.function.Finding;
import dev.keyturn.function.StepFailed;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A change that is made in a transaction which never commits, so that the server itself says what
/// it would meet. Parts stand on savepoints: one that fails does not hide what the others meet.
final class PostgresRehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresRehearsal.class);

  private final Connection connection;
  private final String who;
  private final Redaction redaction;
  private final List<Finding> findings = new ArrayList<>();

  PostgresRehearsal(Connection connection, String who, Redaction redaction) {
    this.connection = connection;
    this.who = who;
    this.redaction = redaction;
  }

  /// What is tried, and what to say when it works.
  @FunctionalInterface
  interface Part {
    String make(PostgresRoles roles) throws SQLException, StepFailed;
  }

  /// Takes findings of their own, beside what a part comes to.
  Consumer<Finding> findings() {
    return findings::add;
  }

  /// Runs parts, and takes all of them back.
  List<Finding> rolledBack(Runnable parts) {
    try {
      connection.setAutoCommit(false);
      parts.run();
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException error) {
      // Nothing was committed. The session's owner closes it.
      LOG.debug("The session of {} is lost: {}", who, error.getSQLState());
    }
    return List.copyOf(findings);
  }

  /// Tries one part.
  ///
  /// @return whether it worked
  boolean part(String item, Part part) {
    Optional<String> done = Optional.empty();
    try {
      Savepoint before = connection.setSavepoint();
      done = attempt(item, part);
      if (done.isEmpty()) {
        connection.rollback(before);
      }
    } catch (SQLException error) {
      findings.add(Finding.failed(item, explained(item, error)));
    }
    done.ifPresent(text -> findings.add(Finding.ok(item, text)));
    return done.isPresent();
  }

  private Optional<String> attempt(String item, Part part) {
    try {
      return Optional.of(part.make(new PostgresRoles(connection)));
    } catch (SQLException error) {
      findings.add(Finding.failed(item, explained(item, error)));
    } catch (StepFailed failed) {
      findings.add(Finding.failed(item, failed));
    }
    return Optional.empty();
  }

  private StepFailed explained(String item, SQLException error) {
    return PostgresErrors.explain("Trying (%s) as %s".formatted(item, who), error, redaction);
  }
}
