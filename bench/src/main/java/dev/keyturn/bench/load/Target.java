package dev.keyturn.bench.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// A real database server whose users rotate.
interface Target extends AutoCloseable {
  /// What it is called in the table.
  String title();

  /// The beginning of the names of its built-in functions.
  String template();

  /// The beginning of a secret's JSON: where the server is.
  String place();

  /// A user of an application.
  User application(String name);

  /// A user that may change these.
  User superuser(String name, User... over);

  Connection connect(User user) throws SQLException;

  /// Gives a user the password that it has here, in a session of a superuser or of its own.
  void setPassword(Connection session, User user) throws SQLException;

  /// What every session of a rotation sets first: its own time-outs.
  String settings();

  /// What has to be known before a superuser sets the password of one of a pair, because rights
  /// flow from the base to its clone: each thing once.
  List<String> questions(User base, User clone, boolean clonesTurn);

  /// What the session of the secret's holder is asked.
  default List<String> questionsToHolder() {
    return List.of();
  }

  /// Whether the superuser's statements are one transaction.
  boolean knowsTransactions();

  /// A query for what the server keeps of a user's password.
  String hashOf(User user);

  /// A session that may ask for that.
  Connection observer() throws SQLException;

  @Override
  void close();
}
