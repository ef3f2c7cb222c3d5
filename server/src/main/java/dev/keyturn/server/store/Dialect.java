package dev.keyturn.server.store;

import dev.keyturn.store.Durability;
import dev.keyturn.store.StoreUnavailable;
import java.sql.SQLException;
import javax.sql.DataSource;

/// What differs between databases. The SQL of rows is the common subset of SQLite and PostgreSQL.
interface Dialect extends AutoCloseable {

  /// For people: where the data lies.
  String place();

  /// Plain connections, for migrations.
  DataSource dataSource();

  /// Where on the class path the migrations lie.
  String migrations();

  /// A session that sees what is committed and changes nothing.
  Session openReader() throws SQLException;

  /// A session that writes, durably [Durability#NOW]; there is one at a time.
  Session openWriter() throws SQLException;

  /// Says what the next transactions of a session are to be.
  void makeDurable(Session writer, Durability durability) throws SQLException;

  /// How a transaction begins that is going to write.
  String begin();

  /// Puts on the disk whatever was committed, also where a flush of it has failed before.
  ///
  /// @throws SQLException when that is not certain
  void secure(Session writer) throws SQLException;

  /// Housekeeping between transactions, after about this many changes.
  void tidy(Session writer) throws SQLException;

  default StoreUnavailable unavailable(String what, Throwable why) {
    return new StoreUnavailable("The store in " + place() + " " + what + ": " + why, why);
  }

  @Override
  void close();
}
