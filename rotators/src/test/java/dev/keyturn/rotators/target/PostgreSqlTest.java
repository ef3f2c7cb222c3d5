package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.BUSY;
import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.NOT_ALLOWED;
import static dev.keyturn.function.FailureClass.REFUSED;
import static dev.keyturn.function.FailureClass.TIMEOUT;
import static dev.keyturn.function.FailureClass.TLS;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.RealPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PostgreSqlTest {
  private static final RealPostgres POSTGRES = RealPostgres.shared();
  private static final TargetTrust TRUST = TargetTrust.of(Optional.empty());
  private static final Dialer DIALER = PostgreSql.dialer(TargetPolicy.standard(), TRUST);

  private final String user = POSTGRES.newName("engine");
  private final String password = POSTGRES.createUser(user, "");
  private final PostgreSql engine = new PostgreSql(DIALER);

  @AfterAll
  static void noPasswordIsInTheServersLog() {
    assertThat(POSTGRES.passwordsInLog()).isZero();
  }

  private static Target target(TlsMode tls) throws StepFailed {
    return Target.of("127.0.0.1", POSTGRES.port(), "postgres", tls);
  }

  private Login login(TlsMode tls) throws StepFailed {
    return new Login(target(tls), user, SecretValue.ofString(password));
  }

  private StepFailed failsToOpen(Login login) {
    return catchThrowableOfType(StepFailed.class, () -> engine.open(login).close());
  }

  @Test
  void everySessionHasTimeoutsThatAreShorterThanTheLeaseOfARotation() throws Exception {
    List<Connection> dialled = new ArrayList<>();
    PostgreSql watched = new PostgreSql(remembering(dialled));
    try (TargetSession session = watched.open(login(TlsMode.AUTOMATIC))) {
      session.probe();
      Connection connection = dialled.getFirst();
      assertThat(show(connection, "statement_timeout")).isEqualTo("10s");
      assertThat(show(connection, "lock_timeout")).isEqualTo("5s");
      assertThat(show(connection, "idle_in_transaction_session_timeout")).isEqualTo("10s");
      assertThat(show(connection, "idle_session_timeout")).isEqualTo("12s");
      assertThat(show(connection, "application_name")).isEqualTo("keyturn");
      assertThat(show(connection, "search_path")).isEqualTo("pg_catalog");
      assertThat(connection.getNetworkTimeout()).isEqualTo(12_000);
    }
  }

  private static Dialer remembering(List<Connection> dialled) {
    return login -> {
      dialled.add(DIALER.dial(login));
      return dialled.getLast();
    };
  }

  private static String show(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW " + setting)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aStatementWhoseSessionIsGoneBeforeCommitNeverTakesEffect() throws Exception {
    List<Connection> dialled = new ArrayList<>();
    PostgreSql watched = new PostgreSql(remembering(dialled));
    try (Connection other = POSTGRES.connect("postgres", "");
        Statement lock = other.createStatement();
        TargetSession session = watched.open(login(TlsMode.AUTOMATIC))) {
      other.setAutoCommit(false);
      lock.execute("ALTER ROLE \"%s\" CONNECTION LIMIT 9".formatted(user));
      CompletableFuture<StepFailed> stalled =
          CompletableFuture.supplyAsync(() ->
              catchThrowableOfType(
                  StepFailed.class,
                  () -> session.setPassword(user, SecretValue.ofString("never-set"))));
      org.assertj.core.api.Assertions.assertThatCode(() -> awaitWaiter())
          .doesNotThrowAnyException();
      dialled.getFirst().abort(Runnable::run);
      other.commit();
      assertThat(stalled.join()).isNotNull();
    }
    assertThat(POSTGRES.logIn(user, password)).isTrue();
  }

  private void awaitWaiter() {
    String waiting =
        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = '%s'"
            .formatted(user);
    long end = System.nanoTime() + 4_000_000_000L;
    while (POSTGRES.query(waiting).isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(POSTGRES.query(waiting)).isNotEmpty();
  }

  @Test
  void aLockThatSomebodyHoldsIsBusy() throws Exception {
    try (Connection other = POSTGRES.connect("postgres", "");
        Statement lock = other.createStatement();
        TargetSession session = engine.open(login(TlsMode.AUTOMATIC))) {
      other.setAutoCommit(false);
      lock.execute("ALTER ROLE \"%s\" CONNECTION LIMIT 9".formatted(user));
      StepFailed failed =
          catchThrowableOfType(
              StepFailed.class,
              () -> session.setPassword(user, SecretValue.ofString(POSTGRES.newPassword())));
      assertThat(failed.failureClass()).isEqualTo(BUSY);
      assertThat(failed).hasMessageContaining("lock timeout");
    }
  }

  @Test
  void aWrongPasswordIsRefused() throws StepFailed {
    Login wrong =
        new Login(target(TlsMode.CLEAR), user, SecretValue.ofString(POSTGRES.newPassword()));
    expect(wrong, REFUSED, "28P01");
  }

  @Test
  void aUserThatMayNotLogInIsNotAllowed() throws StepFailed {
    POSTGRES.execute("ALTER ROLE \"%s\" NOLOGIN".formatted(user));
    expect(login(TlsMode.CLEAR), NOT_ALLOWED, "not permitted to log in");
  }

  @Test
  void aDatabaseThatDoesNotExistIsAMisconfiguration() throws StepFailed {
    expect(
        new Login(target(TlsMode.CLEAR).in("a%2Fb?ssl=x"), user, SecretValue.ofString(password)),
        MISCONFIGURED,
        "database \"a%2Fb?ssl=x\" does not exist");
  }

  @Test
  void aClosedPortIsUnreachable() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    Target nobody = Target.of("127.0.0.1", closed, "postgres", TlsMode.AUTOMATIC);
    expect(
        new Login(nobody, user, SecretValue.ofString(password)),
        UNREACHABLE,
        "failed: Connection to 127.0.0.1:%d refused: Connection refused".formatted(closed));
  }

  @Test
  void aHostNameThatNobodyKnowsIsUnreachable() throws StepFailed {
    Target nowhere = Target.of("no-such-host.invalid", 5432, "postgres", TlsMode.AUTOMATIC);
    expect(
        new Login(nowhere, user, SecretValue.ofString(password)),
        UNREACHABLE,
        "no-such-host.invalid");
  }

  @Test
  void aServerThatIsNoPostgresIsUnreachableNotAStackTrace() throws IOException, StepFailed {
    try (ServerSocket strange = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> answerAndClose(strange));
      Target target = Target.of("127.0.0.1", strange.getLocalPort(), "postgres", TlsMode.AUTOMATIC);
      StepFailed failed = failsToOpen(new Login(target, user, SecretValue.ofString(password)));
      assertThat(failed.failureClass()).isIn(UNREACHABLE, FailureClass.BROKEN);
      assertThat(failed).hasMessageNotContaining(password);
    }
  }

  private static void answerAndClose(ServerSocket server) {
    try (var socket = server.accept()) {
      socket
          .getOutputStream()
          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException _) {
      // The other side has seen enough.
    }
  }

  @Test
  void aServerThatAsksForAPasswordInClearTextDoesNotGetItWithoutTls() throws Exception {
    try (ServerSocket hostile = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var received = CompletableFuture.supplyAsync(() -> askForClearText(hostile));
      Target target = Target.of("127.0.0.1", hostile.getLocalPort(), "postgres", TlsMode.AUTOMATIC);
      StepFailed failed = failsToOpen(new Login(target, user, SecretValue.ofString(password)));
      assertThat(failed).isNotNull();
      assertThat(received.join()).doesNotContain(password);
    }
  }

  /// Sends AuthenticationCleartextPassword, and takes what comes.
  private static String askForClearText(ServerSocket server) {
    try (var socket = server.accept()) {
      socket.getInputStream().read(new byte[8192]);
      socket.getOutputStream().write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 3});
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException failure) {
      return "";
    }
  }

  @Test
  void tlsThatIsDemandedAndNotOfferedFailsWithoutAFallBack() throws StepFailed {
    long before = POSTGRES.logIns(user);
    for (TlsMode mode : List.of(TlsMode.VERIFIED, TlsMode.UNVERIFIED)) {
      StepFailed failed = failsToOpen(login(mode));
      assertThat(failed.failureClass()).isEqualTo(TLS);
      assertThat(failed.remedy()).contains("--target-ca").contains("\"ssl\": false");
    }
    assertThat(POSTGRES.logIns(user)).isEqualTo(before);
  }

  @Test
  void anAddressThatThePolicyDeniesIsNotConnectedTo() throws StepFailed {
    TargetPolicy own =
        TargetPolicy.of(
            List.of(),
            List.of(),
            () ->
                List.of(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), POSTGRES.port())));
    long before = POSTGRES.logIns(user);
    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class,
            () -> PostgreSql.over(own, TRUST).open(login(TlsMode.AUTOMATIC)).close());
    assertThat(failed.failureClass()).isEqualTo(MISCONFIGURED);
    assertThat(failed).hasMessageContaining("is this server itself");
    assertThat(POSTGRES.logIns(user)).isEqualTo(before);
  }

  @Test
  void theMetadataAddressIsDenied() throws StepFailed {
    Target metadata = Target.of("169.254.169.254", 80, "postgres", TlsMode.CLEAR);
    expect(
        new Login(metadata, user, SecretValue.ofString(password)),
        MISCONFIGURED,
        "link-local, metadata or multicast");
  }

  @Test
  void aZeroCharacterCannotAddOptionsToALogIn() throws StepFailed {
    Login hidden =
        new Login(target(TlsMode.CLEAR), user + "\0role\0postgres", SecretValue.ofString("x"));
    expect(hidden, MISCONFIGURED, "zero character");
  }

  @Test
  void setPasswordMayBeRepeatedAndNeedsTheRight() throws StepFailed {
    String other = POSTGRES.newName("engine");
    String othersPassword = POSTGRES.createUser(other, "");
    SecretValue next = SecretValue.ofString(POSTGRES.newPassword());
    try (TargetSession session = engine.open(login(TlsMode.AUTOMATIC))) {
      session.setPassword(user, next);
      session.setPassword(user, next);
      StepFailed failed =
          catchThrowableOfType(StepFailed.class, () -> session.setPassword(other, next));
      assertThat(failed.failureClass()).isEqualTo(NOT_ALLOWED);
      session.probe();
    }
    assertThat(POSTGRES.logIn(user, next.revealString())).isTrue();
    assertThat(POSTGRES.logIn(other, othersPassword)).isTrue();
  }

  @Test
  void aStatementThatTheServerCancelledIsATimeOut() {
    StepFailed failed =
        PostgresErrors.explain("Trying", new SQLException("canceling", "57014"), new Redaction());
    assertThat(failed.failureClass()).isEqualTo(TIMEOUT);
  }

  @Test
  void aPasswordThatThePolicyOfTheServerRejectsIsAClassOfItsOwn() {
    StepFailed failed =
        PostgresErrors.explainPassword(
            "Setting",
            new SQLException("password must not equal user name", "22023"),
            new Redaction());
    assertThat(failed.failureClass()).isEqualTo(FailureClass.REJECTED_PASSWORD);
  }

  private void expect(Login login, FailureClass failureClass, String text) {
    StepFailed failed = failsToOpen(login);
    assertThat(failed).hasMessageContaining(text).hasMessageNotContaining(password);
    assertThat(failed.failureClass()).isEqualTo(failureClass);
    assertThat(failed.remedy()).isNotEmpty();
  }
}
