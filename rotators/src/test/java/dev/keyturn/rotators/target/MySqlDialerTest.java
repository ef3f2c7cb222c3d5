package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.ACCOUNT_LOCKED;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;
import static dev.keyturn.function.FailureClass.TIMEOUT;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.RealMariaDb;
import dev.keyturn.rotators.RealMySql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What connections to real servers of the MySQL family are like, and what becomes of their errors.
class MySqlDialerTest {
  private static final RealMySql SERVER = RealMariaDb.shared();
  private static final TargetTrust TRUST = TargetTrust.of(Optional.empty());

  private final String user = SERVER.newName("dialer");
  private final String password = SERVER.createUser(user, "%", "");
  private final List<Connection> opened = new ArrayList<>();

  private final LoginEngine engine =
      MySql.mySql(login -> {
        Connection connection = MySql.dialer(TargetPolicy.standard(), TRUST).dial(login);
        opened.add(connection);
        return connection;
      });

  private Login login(RealMySql server, String database) throws StepFailed {
    return new Login(
        Target.of(server.host(), server.port(), database, TlsMode.AUTOMATIC),
        user,
        SecretValue.ofString(password));
  }

  private StepFailed fails(FailureClass failureClass) {
    StepFailed failed =
        catchThrowableOfType(StepFailed.class, () -> engine.open(login(SERVER, "")).close());
    assertThat(failed.failureClass()).as(failed.getMessage()).isEqualTo(failureClass);
    assertThat(failed).hasMessageNotContaining(password);
    return failed;
  }

  @Test
  void aSessionEndsItselfBeforeALeaseDoes() throws StepFailed, SQLException {
    List<String> limits =
        List.of(
            "wait_timeout", "lock_wait_timeout", "innodb_lock_wait_timeout", "net_read_timeout");
    for (RealMySql server : List.of(SERVER, RealMySql.shared())) {
      String name = server.newName("timed");
      Login timed =
          new Login(
              login(server, "").target(),
              name,
              SecretValue.ofString(server.createUser(name, "%", "")));
      try (TargetSession session = engine.open(timed)) {
        for (String limit : limits) {
          assertThat(Integer.parseInt(ask("SELECT @@" + limit))).isBetween(1, 14);
        }
        session.probe();
      }
    }
  }

  private String ask(String sql) throws SQLException {
    try (Statement statement = opened.getLast().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aServerGetsNoFileOfThisMachineAndNoSecondStatement(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("private"), "private");
    SERVER.execute("GRANT ALL ON orders.* TO " + RealMySql.account(user, "%"));
    try (TargetSession session = engine.open(login(SERVER, "orders"))) {
      assertThatThrownBy(() -> ask("LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE `lines`"))
          .isInstanceOf(SQLException.class);
      assertThat(opened.getLast().isValid(1)).isTrue();
      assertThatThrownBy(() -> ask("SELECT 1; SELECT 2")).isInstanceOf(SQLException.class);
      session.probe();
    }
  }

  @Test
  void aDeniedAddressIsNotConnectedTo() {
    TargetPolicy policy = TargetPolicy.of(List.of(), List.of("127.0.0.0/8"), List::of);
    long before = SERVER.logIns(user);
    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class,
            () -> MySql.mariaDb(MySql.dialer(policy, TRUST)).open(login(SERVER, "")).close());
    assertThat(failed.failureClass()).isEqualTo(MISCONFIGURED);
    assertThat(failed).hasMessageContaining("denied by the configured list of targets");
    assertThat(SERVER.logIns(user)).isEqualTo(before);
  }

  @Test
  void aLockedAccountIsAClassOfItsOwn() {
    SERVER.execute("ALTER USER " + RealMySql.account(user, "%") + " ACCOUNT LOCK");
    assertThat(fails(ACCOUNT_LOCKED).remedy()).contains("ACCOUNT UNLOCK");
  }

  @Test
  void anAccountThatTooManyWrongPasswordsBlockedIsLocked() {
    SERVER.execute("SET GLOBAL max_password_errors = 2");
    try {
      for (int i = 0; i < 2; i++) {
        assertThat(SERVER.logIn(user, "wrong")).isFalse();
      }
      assertThat(fails(ACCOUNT_LOCKED).remedy()).contains("FLUSH PRIVILEGES");
    } finally {
      SERVER.execute("SET GLOBAL max_password_errors = 4294967295", "FLUSH PRIVILEGES");
    }
  }

  @Test
  void anExpiredPasswordSaysSo() throws StepFailed {
    SERVER.execute("ALTER USER " + RealMySql.account(user, "%") + " PASSWORD EXPIRE");
    try (TargetSession session = engine.open(login(SERVER, ""))) {
      StepFailed failed = catchThrowableOfType(StepFailed.class, session::probe);
      assertThat(failed.failureClass()).isEqualTo(NOT_ALLOWED);
      assertThat(failed.remedy()).contains("has expired");
    }
  }

  @Test
  void anAccountThatLogsInByTheSocketSaysSo() {
    SERVER.execute("ALTER USER " + RealMySql.account(user, "%") + " IDENTIFIED VIA unix_socket");
    assertThat(fails(NOT_ALLOWED).remedy()).contains("something else than a password");
  }

  @Test
  void aHostThatNoAccountIsForIsNotAllowed() {
    try (RealMySql closed = RealMariaDb.start("--max-connect-errors=1")) {
      closed.execute(
          "CREATE USER 'root'@'localhost2'", "DROP USER 'root'@'127.0.0.1'", "FLUSH PRIVILEGES");
      StepFailed failed =
          catchThrowableOfType(StepFailed.class, () -> engine.open(login(closed, "")).close());
      assertThat(failed.failureClass()).isEqualTo(NOT_ALLOWED);
      assertThat(failed).hasMessageContaining("is not allowed to connect");
    }
  }

  @Test
  void aServerWithoutAFreeConnectionIsUnreachable() throws SQLException {
    SERVER.execute(
        "GRANT USAGE ON *.* TO " + RealMySql.account(user, "%") + " WITH MAX_USER_CONNECTIONS 1");
    try (Connection taken = SERVER.connect(user, password)) {
      assertThat(taken.isValid(1)).isTrue();
      assertThat(fails(UNREACHABLE).remedy()).contains("No connection is free");
    }
  }

  @Test
  void nobodyListeningIsUnreachable() throws StepFailed {
    Login nowhere =
        new Login(
            Target.of("127.0.0.1", 1, "", TlsMode.AUTOMATIC), user, SecretValue.ofString(password));
    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> engine.open(nowhere));
    assertThat(failed.failureClass()).isEqualTo(UNREACHABLE);
    assertThat(failed).hasMessageContaining("refused").hasMessageNotContaining(password);
  }

  @Test
  void aReadOnlyServerIsAReplica() throws StepFailed {
    SERVER.execute("SET GLOBAL read_only = 1");
    try (TargetSession session = engine.open(login(SERVER, ""))) {
      String name = SERVER.newName("x");
      StepFailed failed =
          catchThrowableOfType(
              StepFailed.class,
              () -> session.setPassword(user, SecretValue.ofString(SERVER.newPassword() + name)));
      assertThat(failed.failureClass()).isEqualTo(MISCONFIGURED);
      assertThat(failed.remedy()).contains("name the primary");
    } finally {
      SERVER.execute("SET GLOBAL read_only = 0");
    }
    assertThat(SERVER.logIn(user, password)).isTrue();
  }

  @Test
  void aMariaDbThatIsLockedForABackupIsGivenUpAndChangesNothingLater() throws Exception {
    String wanted = SERVER.newPassword();
    try (Connection backup = SERVER.connect("root", "");
        Statement lock = backup.createStatement()) {
      lock.execute("FLUSH TABLES WITH READ LOCK");
      assertThat(failsToSet(login(SERVER, ""), wanted).failureClass()).isEqualTo(TIMEOUT);
    }
    assertThat(SERVER.logIn(user, password)).isTrue();
    assertThat(SERVER.logIn(user, wanted)).isFalse();
  }

  private StepFailed failsToSet(Login login, String wanted) throws StepFailed {
    try (TargetSession session = engine.open(login)) {
      return catchThrowableOfType(
          StepFailed.class, () -> session.setPassword(login.user(), SecretValue.ofString(wanted)));
    }
  }

  /// There the statement outlives its session, for as long as the lock is held.
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aMySqlThatWasLockedForABackupChangesNothingOnceTheNextSessionIsOpen() throws Exception {
    RealMySql server = RealMySql.shared();
    String name = server.newName("locked");
    String old = server.createUser(name, "%", "");
    String wanted = server.newPassword();
    Login login = new Login(login(server, "").target(), name, SecretValue.ofString(old));
    try (Connection backup = server.connect("root", "");
        Statement lock = backup.createStatement()) {
      lock.execute("FLUSH TABLES WITH READ LOCK");
      assertThat(failsToSet(login, wanted).failureClass()).isEqualTo(UNREACHABLE);
      assertThat(leftovers(server)).isEqualTo(1);
      engine.open(login).close();
    }
    while (leftovers(server) > 0) {
      Thread.onSpinWait();
    }
    assertThat(server.logIn(name, old)).isTrue();
    assertThat(server.logIn(name, wanted)).isFalse();
  }

  private static long leftovers(RealMySql server) {
    return server
        .query("SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE '/* keyturn */%'")
        .size();
  }

  @Test
  void aZeroCharacterIsRefusedBeforeAnyConnection() {
    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class,
            () -> engine.open(login(SERVER, "").withPassword(SecretValue.ofString("a\0b"))));
    assertThat(failed.failureClass()).isEqualTo(MISCONFIGURED);
    assertThat(opened).isEmpty();
  }
}
