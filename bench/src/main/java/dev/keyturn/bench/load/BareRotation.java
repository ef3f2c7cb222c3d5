package dev.keyturn.bench.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// What a rotation must do at a target, by JDBC alone and one thing after the other.
final class BareRotation {
  private final Target target;
  private final User base;
  private final User clone;
  private final User superuser;
  private User current;
  private User other;

  /// @param name of a user that is made for it
  BareRotation(Target target, String name) {
    this.target = target;
    this.base = target.application(name);
    this.clone = target.application(name + "_clone");
    this.superuser = target.superuser(name + "_admin", base, clone);
    this.current = base;
    this.other = clone;
  }

  /// Alternating users: a log-in that proves the present password; the superuser's, which looks at
  /// the pair and sets the other user's password; and one with that.
  ///
  /// @return milliseconds
  double alternate() throws SQLException {
    long began = System.nanoTime();
    try (Connection session = open(current)) {
      ask(session, target.questionsToHolder());
    }
    User next = other.withNewPassword();
    try (Connection session = open(superuser)) {
      session.setAutoCommit(!target.knowsTransactions());
      ask(session, target.questions(base, clone, next.name().equals(clone.name())));
      target.setPassword(session, next);
      if (target.knowsTransactions()) {
        session.commit();
      }
    }
    test(next);
    other = current;
    current = next;
    return millis(began);
  }

  /// Alternating users with nothing but log-ins and the password: unsafe.
  ///
  /// @return milliseconds
  double alternateBlindly() throws SQLException {
    long began = System.nanoTime();
    target.connect(current).close();
    User next = other.withNewPassword();
    try (Connection session = target.connect(superuser)) {
      target.setPassword(session, next);
    }
    target.connect(next).close();
    other = current;
    current = next;
    return millis(began);
  }

  /// Of a single user: what comes between the change of the password and a commit that says so.
  ///
  /// @param commit what makes the new password known
  /// @return milliseconds
  double change(Runnable commit) throws SQLException {
    User next = current.withNewPassword();
    try (Connection session = target.connect(current)) {
      long began = System.nanoTime();
      target.setPassword(session, next);
      target.connect(next).close();
      commit.run();
      current = next;
      return millis(began);
    }
  }

  private Connection open(User user) throws SQLException {
    Connection session = target.connect(user);
    ask(session, List.of(target.settings()));
    return session;
  }

  private void test(User user) throws SQLException {
    try (Connection session = open(user)) {
      ask(session, List.of("SELECT now()"));
    }
  }

  private static void ask(Connection session, List<String> questions) throws SQLException {
    try (Statement statement = session.createStatement()) {
      for (String question : questions) {
        statement.execute(question);
      }
    }
  }

  private static double millis(long began) {
    return (System.nanoTime() - began) / 1e6;
  }
}
