package dev.keyturn.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=hunter2",
        "Password: hunter2",
        "user=app password=hunter2 host=db",
        "db_password='hunter2 with space'",
        "{\"username\":\"app\",\"password\":\"hunter2\"}",
        "{\"SecretString\":\"{\\\"password\\\":\\\"hunter2\\\"}\"}",
        "{\\\"password\\\": \\\"hunter2\\\"}",
        "aws_secret_access_key = hunter2",
        "\"SecretAccessKey\": \"hunter2\"",
        "ALTER ROLE app PASSWORD 'hunter2'",
        "SET PASSWORD 'it''s hunter2'",
        "ALTER USER app IDENTIFIED BY 'hunter2'",
        "jdbc:postgresql://app:hunter2@db/app",
        "SCRAM-SHA-256$4096:hunter2",
        "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nhunter2",
        "RotationToken=hunter2",
        "master_key=hunter2"
      })
  void masksWhatLooksLikeASecret(String text) {
    assertThat(Redaction.of(text)).doesNotContain("hunter2").contains("[redacted]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Keyturn answers at http://127.0.0.1:7117",
        "the password was rejected by the target's policy",
        "secretId=app/database region=eu-west-1",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:app-AbCdEf",
        "https://example.com/a@b"
      })
  void leavesOrdinaryTextAlone(String text) {
    assertThat(Redaction.of(text)).isEqualTo(text);
  }

  @Test
  void whatStandsAroundASecretStays() {
    assertThat(Redaction.of("user=app password=hunter2 host=db"))
        .isEqualTo("user=app password=[redacted] host=db");
    assertThat(Redaction.of("{\"username\":\"app\",\"password\":\"hunter2\",\"port\":5432}"))
        .isEqualTo("{\"username\":\"app\",\"password\":[redacted],\"port\":5432}");
  }

  /// As the program is configured.
  @ParameterizedTest
  @ValueSource(strings = {"/logback.xml", "/logback-json.xml"})
  void theLogMasksMessagesAndStackTraces(String configuration) throws JoranException {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      configurator.doConfigure(RedactionTest.class.getResource(configuration));
      context
          .getLogger("dev.keyturn.a")
          .warn("login {}", "password=hunter2", new IllegalStateException("PASSWORD 'hunter2'"));
      context.getLogger("io.library").info("request body");
    } finally {
      System.setErr(before);
      context.stop();
    }
    assertThat(written.toString(StandardCharsets.UTF_8))
        .contains("login")
        .contains("IllegalStateException")
        .doesNotContain("hunter2")
        .doesNotContain("request body");
  }
}
