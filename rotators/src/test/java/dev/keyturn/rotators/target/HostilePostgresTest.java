package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.BROKEN;
import static dev.keyturn.function.FailureClass.TLS;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.FakePostgres.Part;
import dev.keyturn.rotators.target.ScriptedServer.Script;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A server that speaks PostgreSQL's protocol in order to do harm: it learns no password, is called
/// by its name, and costs neither memory nor more time than a lease.
class HostilePostgresTest extends HostileTargetContract {

  @Override
  LoginEngine engine(TargetTrust trust) {
    return PostgreSql.over(TargetPolicy.standard(), trust);
  }

  @Override
  Script saying(byte[] bytes) {
    return FakePostgres.greeting(out -> out.write(bytes));
  }

  @Override
  Script encrypted(SSLContext context, Script script) {
    return FakePostgres.encrypted(context, script);
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

  @Test
  void aPasswordIsNotSentToAServerThatNobodyVerified() {
    Script asking =
        FakePostgres.greeting(FakePostgres.authentication(FakePostgres.CLEAR_TEXT, _ -> {}));
    refuses(FakePostgres.encrypted(certificate(), asking), TlsMode.UNVERIFIED, BROKEN);
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
    Script script =
        FakePostgres.greeting(out -> {
          FakePostgres.authentication(FakePostgres.OK, _ -> {}).write(out);
          FakePostgres.ready().write(out);
        });
    Script encrypted = FakePostgres.encrypted(certificate(), script);
    List<StepFailed> failures =
        List.of(
            refuses(script, TlsMode.CLEAR, BROKEN),
            refuses(encrypted, TlsMode.UNVERIFIED, BROKEN),
            refusesTrusted(script));
    assertThat(failures).allMatch(failed -> failed.remedy().contains("scram-sha-256"));
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
    assertThat(heard()).hasSize(8);
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

  /// A row that is announced, and comes byte by byte, if at all.
  private static Script announcing(int row, int field, Part more) {
    return FakePostgres.session(_ ->
        out -> {
          out.writeByte('D');
          out.writeInt(row);
          out.writeShort(1);
          out.writeInt(field);
          more.write(out);
        });
  }

  /// The driver makes room for it, and must not keep that for as long as the server likes.
  @ParameterizedTest
  @CsvSource({
    "2147483637, 2147483627",
    "900000000, 899999990",
    "300000000, 299999990",
    "40, 300000000",
    "40, -5"
  })
  void aRowOfGigabytesIsGivenUpAtOnce(int row, int field) {
    Part hangingUp =
        _ -> {
          throw new EOFException("and hangs up");
        };
    for (Part more : List.of(hangingUp, FakePostgres.endless(out -> out.writeByte('x')))) {
      long begun = System.nanoTime();
      Script script = announcing(row, field, more);
      refusesAnyRoom(script, TlsMode.CLEAR);
      refusesAnyRoom(FakePostgres.encrypted(certificate(), script), TlsMode.UNVERIFIED);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LEASE);
    }
  }

  @Test
  void rowsWithoutEndAreCutOffUnderTlsToo() {
    Script script =
        FakePostgres.session(_ -> FakePostgres.endless(FakePostgres.row("x".repeat(50_000))));
    assertThat(refusesTrusted(script)).hasMessageContaining("bytes in one session");
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
      assertThat(heard()).doesNotContain(NEXT.revealString());
    }
  }
}
