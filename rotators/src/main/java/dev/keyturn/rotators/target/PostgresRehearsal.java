package dev.keyturn.rotators.target;

import dev.keyturn.function.Finding;
import dev.keyturn.function.StepFailed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A change that is made, part by part, in a transaction which never commits, so that the server
/// itself says what it would meet.
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

  /// Tries one part. What comes after one that the server refused would be refused for that alone.
  ///
  /// @return whether it worked
  boolean part(String item, Part part) {
    try {
      findings.add(Finding.ok(item, part.make(new PostgresRoles(connection))));
      return true;
    } catch (SQLException error) {
      String tried = "Trying (%s) as %s".formatted(item, who);
      findings.add(Finding.failed(item, PostgresErrors.explain(tried, error, redaction)));
    } catch (StepFailed failed) {
      findings.add(Finding.failed(item, failed));
    }
    return false;
  }
}
