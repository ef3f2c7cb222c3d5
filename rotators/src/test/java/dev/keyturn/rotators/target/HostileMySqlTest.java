package dev.keyturn.rotators.target;

import static dev.keyturn.function.FailureClass.MISCONFIGURED;
import static dev.keyturn.function.FailureClass.TLS;
import static dev.keyturn.function.FailureClass.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.FakeMySql.Deeds;
import dev.keyturn.rotators.target.ScriptedServer.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A server that speaks MySQL's protocol in order to do harm; it gets no file of this machine
/// either.
class HostileMySqlTest extends HostileTargetContract {

  @Override
  LoginEngine engine(TargetTrust trust) {
    return MySql.mySql(MySql.dialer(TargetPolicy.standard(), trust));
  }

  @Override
  Script saying(byte[] bytes) {
    return talk -> talk.out.write(bytes);
  }

  @Override
  Script encrypted(SSLContext context, Script script) {
    return FakeMySql.encrypted(context, _ -> {});
  }

  private StepFailed refuses(Deeds deeds) {
    return refuses(FakeMySql.greeting(deeds), TlsMode.CLEAR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql_clear_password",
        "dialog",
        "mysql_old_password",
        "sha256_password",
        "auth_gssapi_client",
        "nonsense",
        ""
      })
  void noOtherWayToLogInIsTaken(String plugin) {
    Deeds deeds =
        fake -> {
          fake.switchTo(plugin);
          fake.ok();
        };
    StepFailed failed = refuses(deeds);
    assertThat(failed.failureClass()).as(failed.getMessage()).isEqualTo(MISCONFIGURED);
    assertThat(failed.remedy()).contains("mysql_native_password");
    refuses(FakeMySql.encrypted(certificate(), deeds), TlsMode.UNVERIFIED, MISCONFIGURED);
  }

  /// Whose key it is, nobody can tell without TLS.
  @Test
  void noKeyIsTakenFromTheServerToEncryptThePasswordWith() {
    List<byte[]> wishes = new CopyOnWriteArrayList<>();
    StepFailed failed =
        refuses(fake -> {
          fake.switchTo("caching_sha2_password");
          fake.say(new byte[] {1, 4});
          wishes.add(fake.hear());
          fake.say(FakeMySql.text("\1-----BEGIN PUBLIC KEY-----\n"));
          fake.hear();
        });
    assertThat(failed.remedy()).contains("needs TLS");
    assertThat(wishes).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"VERIFIED", "UNVERIFIED"})
  void withoutTlsNothingIsSaidToAServerThatMustHaveIt(TlsMode tls) {
    refuses(FakeMySql.greeting(FakeMySql.session(FakeMySql::answer)), tls, TLS);
    assertThat(heard()).doesNotContain("app");
  }

  @Test
  void noFileOfThisMachineIsSent(@TempDir Path secret) throws IOException {
    Path file = Files.writeString(secret.resolve("private"), "what nobody may read");
    List<Boolean> offers = new CopyOnWriteArrayList<>();
    Deeds deeds =
        FakeMySql.session((fake, _) -> {
          offers.add(fake.offersFiles());
          fake.wishForFile(file.toString());
        });
    refuses(deeds);
    assertThat(heard()).doesNotContain("what nobody may read");
    refuses(FakeMySql.encrypted(certificate(), deeds), TlsMode.UNVERIFIED);
    assertThat(heard()).doesNotContain("what nobody may read");
    assertThat(offers).isNotEmpty().containsOnly(false);
  }

  @Test
  void aRedirectionIsNotFollowed() {
    try (ScriptedServer elsewhere = ScriptedServer.start(_ -> {})) {
      Deeds deeds = fake -> fake.redirect("mysql://127.0.0.1:" + elsewhere.port());
      refuses(deeds);
      refuses(FakeMySql.encrypted(certificate(), deeds), TlsMode.UNVERIFIED);
      assertThat(elsewhere.callers()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1045, 1105, 1064, 1820, 3118, 65535, 0})
  void aPasswordThatTheServerEchoesIsTakenOut(int code) {
    StepFailed failed =
        refuses(
            fake -> fake.error(code, "HY000", "Is " + PASSWORD.revealString() + " a password?"));
    assertThat(failed).hasMessageContaining("[redacted]");
  }

  /// To a change of the password the server answers the statement itself.
  @ParameterizedTest
  @CsvSource({
    "8.0.36, 1064",
    "8.0.36, 1819",
    "5.6.51, 1105",
    "5.6.51, 1290",
    "5.5.5-10.6.1-MariaDB, 1045"
  })
  void aStatementThatTheServerEchoesIsTakenOut(String version, int code) throws StepFailed {
    Deeds echo =
        FakeMySql.session((fake, statement) -> {
          if (statement.contains(" PASSWORD") || statement.contains("ALTER USER")) {
            fake.error(code, "HY000", "What did you mean by " + statement);
          } else {
            fake.answer(statement);
          }
        });
    try (TargetSession session = open(FakeMySql.greeting(version, echo), TlsMode.CLEAR)) {
      StepFailed failed =
          catchThrowableOfType(StepFailed.class, () -> session.setPassword("app", NEXT));
      assertThat(failed).hasMessageContaining("What did you mean by");
      assertThat(failed.getMessage() + failed.remedy())
          .doesNotContain(NEXT.revealString())
          .doesNotContain(MySqlPasswords.nativeHash(NEXT));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"app", "", "@", "root@%"})
  void aServerThatLetsInAsSomebodyElseIsNotTakenAtItsWord(String account) throws StepFailed {
    Deeds deeds =
        FakeMySql.session((fake, statement) -> {
          if (statement.startsWith("SELECT CURRENT_USER")) {
            fake.row(account);
          } else {
            fake.answer(statement);
          }
        });
    try (TargetSession session = open(FakeMySql.greeting(deeds), TlsMode.CLEAR)) {
      StepFailed failed =
          catchThrowableOfType(StepFailed.class, () -> session.setPassword("app", NEXT));
      assertKept(failed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "99999999999999999999.9",
        "5.5.5-10.999999.1-MariaDB",
        "0",
        "MariaDB",
        "8.0.36'; DROP TABLE users; --",
        "%s%n%x"
      })
  void aLieAboutTheVersionIsNothingWorseThanAWrongDialect(String version) {
    Script script =
        FakeMySql.greeting(
            version, FakeMySql.session((fake, _) -> fake.error(1064, "42000", "What?")));
    refuses(script, TlsMode.CLEAR);
  }

  @Test
  void aVersionWithoutEndIsCutOff() {
    refuses(
        talk -> {
          talk.out.write(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 10});
          while (true) {
            talk.out.write(FakeMySql.text("8".repeat(60_000)));
          }
        },
        TlsMode.CLEAR);
  }

  @Test
  void packetsWithoutEndAreCutOff() {
    Deeds deeds =
        fake -> {
          fake.ok();
          fake.hear();
          byte[] full = new byte[0xff_ffff];
          while (true) {
            fake.say(full);
          }
        };
    refuses(deeds);
    refuses(FakeMySql.encrypted(certificate(), deeds), TlsMode.UNVERIFIED);
  }

  @Test
  void endlessRowsAreCutOff() {
    Deeds deeds =
        FakeMySql.session((fake, _) -> {
          fake.columns(1);
          byte[] row = FakeMySql.text("\u00fcP\u00c3" + "x".repeat(50_000));
          while (true) {
            fake.say(row);
          }
        });
    refuses(deeds);
    refusesUnderTls(deeds);
  }

  /// Under a certificate that is good.
  private StepFailed refusesUnderTls(Deeds deeds) {
    return refusesTrustedAsIs(FakeMySql.encrypted(certificate(), deeds));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, 100_000_000, -1, -5})
  void columnsThatNobodyMeansCostNoMemory(int count) {
    Deeds deeds = FakeMySql.session((fake, _) -> fake.columns(count));
    refuses(deeds);
    refusesUnderTls(deeds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT CURRENT_USER", "ALTER USER"})
  void columnsThatNobodyMeansAreOnlyAFailure(String asked) {
    Deeds deeds =
        FakeMySql.session((fake, statement) -> {
          if (statement.contains(asked)) {
            fake.columns(-1);
          } else {
            fake.answer(statement);
          }
        });
    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class,
            () -> {
              try (TargetSession session = open(FakeMySql.greeting(deeds), TlsMode.CLEAR)) {
                session.setPassword("app", NEXT);
              }
            });
    assertThat(failed.getMessage() + failed.remedy()).doesNotContain(NEXT.revealString());
  }

  @Test
  void aPacketThatIsAnnouncedAndNeverComesCostsNoMemory() {
    Deeds deeds =
        fake -> {
          fake.ok();
          fake.hear();
          fake.announce(0xff_ffff);
        };
    refuses(deeds);
    refusesUnderTls(deeds);
  }

  /// What came too early is not taken for the answer to what is asked next.
  @Test
  void aServerThatAnswersTwiceIsNotBelieved() {
    Deeds deeds =
        FakeMySql.session((fake, _) -> {
          fake.ok();
          fake.ok();
        });
    Script script = FakeMySql.greeting(deeds);
    StepFailed failed =
        catchThrowableOfType(
            StepFailed.class,
            () -> {
              try (TargetSession session = open(script, TlsMode.CLEAR)) {
                session.probe();
                session.setPassword("app", NEXT);
              }
            });
    assertThat(failed).isNotNull();
    assertKept(failed);
  }

  @Test
  void aServerThatHangsUpInAnAnswerIsUnreachable() {
    for (int length : List.of(1, 3, 100, 100_000)) {
      StepFailed failed =
          refuses(fake -> {
            fake.ok();
            fake.hear();
            fake.announce(length);
          });
      assertThat(failed.failureClass()).isEqualTo(UNREACHABLE);
    }
  }
}
