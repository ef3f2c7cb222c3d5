package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.BROKEN;
import static dev.keyturn.function.FailureClass.TLS;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.FakePostgres.Part;
import dev.keyturn.rotators.target.ScriptedServer.Script;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A server that speaks PostgreSQL's protocol in order to do harm: it learns no password, is called
/// by its name, and costs neither memory nor more time than a lease.
@Timeout(15)
class HostilePostgresTest {
  private static final SecretValue PASSWORD = SecretValue.ofString("Xk7-old-password-in-use");
  private static final SecretValue NEXT = SecretValue.ofString("Xk7-new-password-to-be");

  private Optional<ScriptedServer> server = Optional.empty();

  @AfterEach
  void stop() {
    server.ifPresent(ScriptedServer::close);
  }

  private TargetSession open(Script script, TlsMode tls) throws StepFailed {
    ScriptedServer started = ScriptedServer.start(script);
    server = Optional.of(started);
    Target target = Target.of("127.0.0.1", started.port(), "postgres", tls);
    return PostgreSql.over(TargetPolicy.standard(), TargetTrust.of(Optional.empty()))
        .open(new Login(target, "app", PASSWORD));
  }

  private StepFailed refuses(Script script, TlsMode tls) {
    StepFailed failed = catchThrowableOfType(StepFailed.class, () -> open(script, tls).close());
    assertThat(failed).as("The log-in fails").isNotNull();
    assertKept(failed);
    return failed;
  }

  private StepFailed refuses(Script script, TlsMode tls, FailureClass expected) {
    StepFailed failed = refuses(script, tls);
    assertThat(failed.failureClass()).as(failed.getMessage()).isEqualTo(expected);
    assertThat(failed).hasMessageContaining("app at 127.0.0.1:");
    return failed;
  }

  /// Neither the server has heard the passwords nor does the text have them.
  private void assertKept(StepFailed failed) {
    String heard = server.orElseThrow().heard();
    for (SecretValue secret : new SecretValue[] {PASSWORD, NEXT}) {
      assertThat(heard.contains(secret.revealString())).as("heard by the server").isFalse();
      assertThat(failed.getMessage() + failed.remedy()).doesNotContain(secret.revealString());
    }
  }

  @Test
  void garbageIsNoLogIn() {
    byte[] garbage = new byte[100_000];
    for (int seed = 0; seed < 50; seed++) {
      new Random(seed).nextBytes(garbage);
      StepFailed failed = refuses(FakePostgres.greeting(out -> out.write(garbage)), TlsMode.CLEAR);
      assertThat(failed.failureClass()).as("seed %d: %s", seed, failed).isIn(BROKEN, UNREACHABLE);
      server.orElseThrow().close();
    }
  }

  @Test
  void anotherProtocolIsNoLogIn() {
    refuses(talk -> talk.out.writeBytes("HTTP/1.1 400 Bad Request\r\n\r\n"), TlsMode.CLEAR);
    assertThat(server.orElseThrow().heard()).doesNotContain("SCRAM");
  }

  @Test
  void aServerThatClosesIsUnreachable() {
    refuses(_ -> {}, TlsMode.CLEAR, UNREACHABLE);
  }

  @Test
  void aServerThatClosesAfterTheGreetingIsUnreachable() {
    refuses(FakePostgres.greeting(_ -> {}), TlsMode.CLEAR, UNREACHABLE);
  }

  @ParameterizedTest
  @EnumSource(
      value = TlsMode.class,
      names = {"CLEAR", "AUTOMATIC"})
  void aPasswordIsNotSentInClear(TlsMode tls) {
    refuses(
        FakePostgres.greeting(FakePostgres.authentication(FakePostgres.CLEAR_TEXT, _ -> {})),
        tls,
        BROKEN);
  }

  @ParameterizedTest
  @ValueSource(ints = {FakePostgres.KERBEROS, FakePostgres.GSS, 9, 99, -1})
  void noOtherWayToLogInIsTaken(int kind) {
    refuses(
        FakePostgres.greeting(FakePostgres.authentication(kind, _ -> {})), TlsMode.CLEAR, BROKEN);
  }

  /// A log-in that nobody checked says nothing of the password.
  @Test
  void aServerThatAsksForNoPasswordIsNotTrusted() {
    StepFailed failed =
        refuses(
            FakePostgres.greeting(out -> {
              FakePostgres.authentication(FakePostgres.OK, _ -> {}).write(out);
              FakePostgres.ready().write(out);
            }),
            TlsMode.CLEAR,
            BROKEN);
    assertThat(failed.remedy()).contains("scram-sha-256");
  }

  @Test
  void aServerThatProvesNothingInScramIsNotTrusted() {
    Script script =
        talk -> {
          FakePostgres.hearStartup(talk);
          FakePostgres.authentication(FakePostgres.SASL, out -> out.writeBytes("SCRAM-SHA-256\0\0"))
              .write(talk.out);
          FakePostgres.hear(talk);
          FakePostgres.authentication(FakePostgres.OK, _ -> {}).write(talk.out);
          FakePostgres.ready().write(talk.out);
        };
    refuses(script, TlsMode.CLEAR);
  }

  @Test
  void aSaltThatWouldCostHoursIsNotTaken() {
    Script script =
        talk -> {
          FakePostgres.hearStartup(talk);
          FakePostgres.authentication(FakePostgres.SASL, out -> out.writeBytes("SCRAM-SHA-256\0\0"))
              .write(talk.out);
          String first = new String(FakePostgres.hear(talk), StandardCharsets.UTF_8);
          String nonce = first.substring(first.indexOf("r=") + 2);
          FakePostgres.authentication(
                  11, out -> out.writeBytes("r=" + nonce + "x,s=c2FsdHNhbHRzYWx0,i=2147483647"))
              .write(talk.out);
          FakePostgres.hear(talk);
        };
    refuses(script, TlsMode.CLEAR, BROKEN);
  }

  @ParameterizedTest
  @EnumSource(
      value = TlsMode.class,
      names = {"VERIFIED", "UNVERIFIED"})
  void withoutTlsNothingIsSaidToAServerThatMustHaveIt(TlsMode tls) {
    refuses(
        FakePostgres.greeting(FakePostgres.authentication(FakePostgres.CLEAR_TEXT, _ -> {})),
        tls,
        TLS);
    assertThat(server.orElseThrow().heard()).hasSize(8);
  }

  @ParameterizedTest
  @EnumSource(
      value = TlsMode.class,
      names = {"VERIFIED", "UNVERIFIED"})
  void whatIsSaidBeforeTheHandshakeIsNotTakenForWhatIsSaidUnderTls(TlsMode tls) {
    refuses(
        talk -> {
          talk.in.readNBytes(8);
          talk.out.writeByte('S');
          FakePostgres.authentication(FakePostgres.CLEAR_TEXT, _ -> {}).write(talk.out);
          talk.in.readByte();
        },
        tls);
  }

  @Test
  void endlessGreetingsAreCutOff() {
    refuses(
        FakePostgres.greeting(
            FakePostgres.endless(FakePostgres.text('S', "name\0" + "x".repeat(50_000)))),
        TlsMode.CLEAR,
        UNREACHABLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, 1_000_000_000, -5})
  void aLengthThatNobodyMeansCostsNoMemory(int length) {
    refuses(
        FakePostgres.greeting(out -> {
          out.writeByte('E');
          out.writeInt(length);
          FakePostgres.endless(more -> more.write(new byte[60_000])).write(out);
        }),
        TlsMode.CLEAR);
  }

  @Test
  void endlessRowsAreCutOff() {
    refuses(
        FakePostgres.session(_ ->
            out -> {
              FakePostgres.endless(FakePostgres.row("x".repeat(50_000))).write(out);
            }),
        TlsMode.CLEAR,
        UNREACHABLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE - 10, 900_000_000})
  void aRowOfGigabytesIsAFailureLikeOthers(int length) {
    refuses(
        FakePostgres.session(_ ->
            out -> {
              out.writeByte('D');
              out.writeInt(length);
              out.writeShort(1);
              out.writeInt(length - 10);
              throw new EOFException("and hangs up");
            }),
        TlsMode.CLEAR);
  }

  /// The server answers to whatever is run what the test says, and to a change of the password the
  /// statement itself.
  private static Script echoing(String state) {
    return FakePostgres.session(sql -> {
      if (sql.startsWith("SHOW password_encryption")) {
        return FakePostgres.rows("scram-sha-256");
      }
      return sql.startsWith("ALTER USER")
          ? FakePostgres.error(state, "What did you mean by " + sql)
          : answer(sql);
    });
  }

  private static Part answer(String sql) {
    return FakePostgres.isQuery(sql)
        ? FakePostgres.rows("x")
        : FakePostgres.done(sql.split(" ", 2)[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"42601", "22023", "28000", "XX000", "08006"})
  void whatTheServerEchoesIsTakenOut(String state) throws StepFailed {
    try (TargetSession session = open(echoing(state), TlsMode.CLEAR)) {
      StepFailed failed =
          catchThrowableOfType(StepFailed.class, () -> session.setPassword("app", NEXT));
      assertKept(failed);
      assertThat(failed).hasMessageContaining("What did you mean by");
      assertThat(failed.getMessage()).doesNotContain("SCRAM-SHA-256$").contains("[redacted]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "plain", "", "md4"})
  void noUnknownFormOfPasswordIsSent(String encryption) throws StepFailed {
    Script script =
        FakePostgres.session(sql ->
            sql.startsWith("SHOW password_encryption")
                ? FakePostgres.rows(encryption)
                : answer(sql));
    try (TargetSession session = open(script, TlsMode.CLEAR)) {
      StepFailed failed =
          catchThrowableOfType(StepFailed.class, () -> session.setPassword("app", NEXT));
      if (failed != null) {
        assertKept(failed);
      }
      assertThat(server.orElseThrow().heard()).doesNotContain(NEXT.revealString());
    }
  }
}
