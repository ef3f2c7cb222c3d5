package dev.keyturn.rotators.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import java.io.IOException;
import java.sql.SQLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MySqlErrorsTest {
  private static final SecretValue PASSWORD = SecretValue.ofString("hunter2-hunter2");

  private static Login login() throws StepFailed {
    return new Login(Target.of("db", 3306, "", TlsMode.VERIFIED), "app", PASSWORD);
  }

  @ParameterizedTest
  @CsvSource({
    "1040, 08004, UNREACHABLE",
    "1044, 42000, NOT_ALLOWED",
    "1045, 28000, REFUSED",
    "1049, 42000, MISCONFIGURED",
    "1129, HY000, UNREACHABLE",
    "1130, HY000, NOT_ALLOWED",
    "1226, 42000, UNREACHABLE",
    "1251, 08004, MISCONFIGURED",
    "1698, 28000, NOT_ALLOWED",
    "1862, HY000, NOT_ALLOWED",
    "3118, HY000, ACCOUNT_LOCKED",
    "3159, HY000, TLS",
    "3955, HY000, ACCOUNT_LOCKED",
    "4150, HY000, ACCOUNT_LOCKED",
    "4151, HY000, ACCOUNT_LOCKED",
    "0, 08000, UNREACHABLE",
    "0, HY000, BROKEN"
  })
  void aFailedLogInHasAClass(int code, String state, FailureClass expected) throws StepFailed {
    StepFailed failed = MySqlErrors.explainLogIn(login(), new SQLException("no", state, code));
    assertThat(failed.failureClass()).isEqualTo(expected);
    assertThat(failed).hasMessageContaining("Log-in as app at db:3306 failed: no");
    assertThat(failed.remedy()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1045, NOT_ALLOWED",
    "1205, BUSY",
    "1213, BUSY",
    "1227, NOT_ALLOWED",
    "1290, MISCONFIGURED",
    "1470, MISCONFIGURED",
    "1699, MISCONFIGURED",
    "1792, MISCONFIGURED",
    "1819, REJECTED_PASSWORD",
    "1836, MISCONFIGURED",
    "1969, TIMEOUT",
    "3638, REJECTED_PASSWORD"
  })
  void aFailedChangeHasAClass(int code, FailureClass expected) {
    StepFailed failed =
        MySqlErrors.explainPassword(
            "A change", new SQLException("no", "HY000", code), new Redaction());
    assertThat(failed.failureClass()).isEqualTo(expected);
  }

  @Test
  void aRejectionIsOnlyOneOfAPassword() {
    StepFailed failed =
        MySqlErrors.explain("A read", new SQLException("no", "HY000", 1819), new Redaction());
    assertThat(failed.failureClass()).isEqualTo(FailureClass.BROKEN);
  }

  @Test
  void tlsThatFailsIsAClassWhoseRemedyNamesMySql56() throws StepFailed {
    SQLException error =
        new SQLException(
            "Could not connect", "08000", new IOException(new SSLHandshakeException("TLSv1.1")));
    StepFailed failed = MySqlErrors.explainLogIn(login(), error);
    assertThat(failed.failureClass()).isEqualTo(FailureClass.TLS);
    assertThat(failed).hasMessageContaining("TLSv1.1");
    assertThat(failed.remedy()).contains("MySQL 5.6 speaks no TLS").contains("\"ssl\": false");
  }

  @Test
  void aPlugInThatIsNotTakenSaysWhichAre() throws StepFailed {
    SQLException error =
        new SQLException(
            "Client restrict authentication plugin to a limited set … ('mysql_clear_password')",
            "08004",
            1251);
    assertThat(MySqlErrors.explainLogIn(login(), error).remedy())
        .contains("caching_sha2_password")
        .contains("needs TLS");
  }

  @Test
  void nothingOfAStatementIsEchoed() {
    SQLException error =
        new SQLException(
            "(conn=7) You have an error in your SQL syntax near 'BY 'hunter2-hun' at line 1",
            "42000",
            1064);
    StepFailed failed = MySqlErrors.explain("A change", error, new Redaction(PASSWORD));
    assertThat(failed)
        .hasMessage("A change failed: You have an error in your SQL syntax (error 1064)");
    StepFailed echoed =
        MySqlErrors.explain(
            "A change",
            new SQLException(
                "took hunter2-hunter2 and *94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29", "HY000", 1),
            new Redaction(PASSWORD));
    assertThat(echoed).hasMessage("A change failed: took [redacted] and [redacted] (error 1)");
  }
}
