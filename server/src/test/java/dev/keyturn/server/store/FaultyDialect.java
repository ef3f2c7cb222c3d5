package dev.keyturn.server.store;

import dev.keyturn.store.Durability;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/// SQLite on a disk that fails once when it is told to.
final class FaultyDialect implements Dialect {
  /// Where the next fault strikes.
  enum Fault {
    NONE,
    OPEN,
    BEGIN,
    BEFORE_COMMIT,
    AFTER_COMMIT,
    SECURE,
    TIDY
  }

  private final Dialect real;
  private final AtomicReference<Fault> next = new AtomicReference<>(Fault.NONE);
  private volatile Optional<Session> writer = Optional.empty();
  private volatile boolean asError;
  private final AtomicInteger secured = new AtomicInteger();

  FaultyDialect(Dialect real) {
    this.real = real;
  }

  void fail(Fault fault) {
    asError = false;
    next.set(fault);
  }

  /// The next fault is one of the virtual machine, not of the disk.
  void breakAt(Fault fault) {
    asError = true;
    next.set(fault);
  }

  /// A disk that has room for so many pages.
  void limitPages(long pages) throws SQLException {
    writer.orElseThrow().query("PRAGMA max_page_count = " + pages, row -> row.getLong(1));
  }

  private void strike(Fault fault) throws SQLException {
    if (next.compareAndSet(fault, Fault.NONE)) {
      if (asError) {
        throw new LinkageError("broken machine: " + fault);
      }
      throw new SQLException("disk fault: " + fault);
    }
  }

  @Override
  public Session openWriter() throws SQLException {
    strike(Fault.OPEN);
    var connection = real.dataSource().getConnection();
    var session = new Session(proxy(Connection.class, connection));
    writer = Optional.of(session);
    return session;
  }

  private <T> T proxy(Class<T> type, T target) {
    return proxy(type, target, "");
  }

  private <T> T proxy(Class<T> type, T target, String sql) {
    var proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              boolean commits = sql.equals("COMMIT") && method.getName().equals("executeUpdate");
              if (commits) {
                strike(Fault.BEFORE_COMMIT);
              } else if (sql.startsWith("BEGIN") && method.getName().equals("executeUpdate")) {
                strike(Fault.BEGIN);
              }
              try {
                var result = method.invoke(target, arguments);
                if (commits) {
                  strike(Fault.AFTER_COMMIT);
                }
                return result instanceof PreparedStatement statement
                    ? proxy(PreparedStatement.class, statement, (String) arguments[0])
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return type.cast(proxy);
  }

  @Override
  public String place() {
    return real.place();
  }

  @Override
  public DataSource dataSource() {
    return real.dataSource();
  }

  @Override
  public String migrations() {
    return real.migrations();
  }

  @Override
  public Session openReader() throws SQLException {
    return real.openReader();
  }

  @Override
  public void makeDurable(Session session, Durability durability) throws SQLException {
    real.makeDurable(session, durability);
  }

  @Override
  public String begin() {
    return real.begin();
  }

  @Override
  public void secure(Session session) throws SQLException {
    strike(Fault.SECURE);
    real.secure(session);
    secured.incrementAndGet();
  }

  /// How often what was committed has been secured.
  int secured() {
    return secured.get();
  }

  @Override
  public void tidy(Session session) throws SQLException {
    strike(Fault.TIDY);
    real.tidy(session);
  }

  @Override
  public void close() {
    real.close();
  }
}
