package dev.keyturn.server.alarm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.alarm.Alarm;
import dev.keyturn.alarm.Alarm.Cause;
import dev.keyturn.alarm.Alarm.Event;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.TargetTrust;
import dev.keyturn.server.http.SelfSigned;
import dev.keyturn.server.http.TlsFiles;
import dev.keyturn.server.wire.HttpRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class WebhookTest {
  private static final SecretValue SECRET = SecretValue.ofString("signs-all-the-alarms");
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final String ARN =
      "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/database-AbCdEf";
  private static final Alarm STUCK =
      new Alarm("id-1", Cause.STUCK, ARN, Event.RAISED, NOW, "It \"failed\".", "Mend it.", 0);

  @TempDir private Path folder;

  private static Optional<String> tell(URI url, Alarm alarm) throws InterruptedException {
    try (Webhook webhook = new Webhook(url, SECRET, Optional.empty())) {
      return webhook.tell(alarm, NOW);
    }
  }

  private static JsonNode told(Alarm alarm) throws InterruptedException {
    try (Receiver receiver = new Receiver()) {
      assertThat(tell(receiver.url(), alarm)).isEmpty();
      return receiver.messages().getFirst();
    }
  }

  @Test
  void aMessageSaysWhatIsWrongWithWhichSecretAndHowToMendIt() throws Exception {
    assertThat(told(STUCK))
        .hasToString(
            "{\"version\":1,\"id\":\"id-1\",\"event\":\"raised\",\"condition\":\"stuck\",\"urgent\":true,"
                + "\"time\":\"2026-11-20T10:00:00Z\",\"secret\":{\"arn\":\""
                + ARN
                + "\",\"name\":\"app/database\",\"account\":\"111122223333\",\"region\":\"eu-west-1\"},"
                + "\"command\":\"keyturn rotation show "
                + ARN
                + "\",\"title\":\"The rotation of app/database is stuck\",\"text\":\"It \\\"failed\\\".\","
                + "\"remedy\":\"Mend it.\"}");
  }

  @Test
  void aMessageOfATargetNamesIt() throws Exception {
    JsonNode message =
        told(new Alarm("2", Cause.TARGET_SILENT, "db:5432", Event.RAISED, NOW, "t", "r", 0));
    assertThat(message.path("condition").asString()).isEqualTo("target-silent");
    assertThat(message.path("target").asString()).isEqualTo("db:5432");
    assertThat(message.path("title").asString()).isEqualTo("The target db:5432 does not answer");
    assertThat(message.has("secret")).isFalse();
  }

  @Test
  void theEndSaysThatItIsOver() throws Exception {
    JsonNode message =
        told(new Alarm("3", Cause.OVERDUE, ARN, Event.CLEARED, NOW, "It is over.", "", 0));
    assertThat(message.path("event").asString()).isEqualTo("cleared");
    assertThat(message.path("title").asString())
        .isEqualTo("Over: The rotation of app/database is overdue");
  }

  /// The expected value is openssl's.
  @Test
  void theSignatureIsOfTimeAndBody() {
    WebhookSignature signature = new WebhookSignature(SECRET);
    Instant time = Instant.ofEpochSecond(1_795_168_800);
    assertThat(signature.of("{\"a\":1}".getBytes(UTF_8), time))
        .isEqualTo(
            "t=1795168800,v1=b7160793ad0acdfb413f80dfd9aae4cae2ac671b1694cdf89474a119ab4b8b8c");
    assertThat(signature.of("{\"a\":2}".getBytes(UTF_8), time)).doesNotContain("b7160793");
    assertThat(signature.of("{\"a\":1}".getBytes(UTF_8), time.plusSeconds(1)))
        .doesNotContain("b7160793");
  }

  /// The Python on the page about alarms, run on what was sent.
  @Test
  void theExampleReceiverOfTheDocumentationAcceptsIt() throws Exception {
    try (Receiver receiver = new Receiver()) {
      tell(receiver.url(), STUCK);
      HttpRequest request = receiver.requests().getFirst();
      String header = request.header("Keyturn-Signature").orElseThrow();
      assertThat(verdict(header, request.body(), NOW)).isEqualTo("True");
      assertThat(verdict(header, "{}".getBytes(UTF_8), NOW)).isEqualTo("False");
      assertThat(verdict(header, request.body(), NOW.plusSeconds(600))).isEqualTo("False");
      assertThat(verdict("t=1", request.body(), NOW)).isEqualTo("False");
    }
  }

  private String verdict(String header, byte[] body, Instant now) throws Exception {
    String page = Files.readString(Path.of("../docs/alarms.md"));
    int begin = page.indexOf("import hashlib");
    String receiver = page.substring(begin, page.indexOf("\n\n\nclass ", begin));
    Path script = folder.resolve("receiver.py");
    Files.writeString(
        script,
        receiver.replaceAll("(?m)^SECRET = .*$", "")
            + "\nimport sys\nprint(genuine(sys.argv[1], open(sys.argv[2], 'rb').read(), b'%s', now=%d))\n"
                .formatted(SECRET.revealString(), now.getEpochSecond()));
    Path data = Files.write(folder.resolve("body"), body);
    try {
      Process python =
          new ProcessBuilder("python3", script.toString(), header, data.toString())
              .redirectErrorStream(true)
              .start();
      assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return new String(python.getInputStream().readAllBytes(), UTF_8).strip();
    } catch (IOException none) {
      return Assumptions.abort("There is no python3 here");
    }
  }

  @Test
  void whateverIsNo2xxIsNotTaken() throws Exception {
    try (Receiver receiver = new Receiver()) {
      receiver.answerWith(500);
      assertThat(tell(receiver.url(), STUCK)).contains("HTTP status 500");
      receiver.answerWith(200);
      assertThat(tell(receiver.url(), STUCK)).isEmpty();
    }
  }

  @Test
  void aRedirectionIsNotFollowed() throws Exception {
    try (Receiver receiver = new Receiver();
        Receiver other = new Receiver()) {
      receiver.redirectTo(other.url());
      assertThat(tell(receiver.url(), STUCK)).contains("HTTP status 307");
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void aReceiverThatNeverEndsItsAnswerHoldsNothingUp() throws Exception {
    try (ServerSocket endless = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread server = Thread.ofVirtual().start(() -> answerForEver(endless));
      assertThat(tell(URI.create("http://127.0.0.1:" + endless.getLocalPort()), STUCK)).isEmpty();
      server.join();
    }
  }

  private static void answerForEver(ServerSocket listener) {
    try (Socket client = listener.accept()) {
      client.getInputStream().read(new byte[16_384]);
      client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(UTF_8));
      while (true) {
        client.getOutputStream().write(new byte[16_384]);
      }
    } catch (IOException left) {
      // The client went.
    }
  }

  @Test
  void aReceiverThatIsNotThereIsNamedByItsKind() throws Exception {
    try (Receiver gone = new Receiver()) {
      URI url = gone.url();
      gone.close();
      assertThat(tell(url, STUCK)).contains("ConnectException");
    }
  }

  @Test
  void itsCertificateIsVerified() throws Exception {
    Path certificate = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    SelfSigned.issue("receiver", "EC", certificate, key);
    try (Receiver receiver = new Receiver(Optional.of(new TlsFiles(certificate, key)))) {
      assertThat(tell(receiver.url(), STUCK)).contains("SSLHandshakeException");
      assertThat(receiver.requests()).isEmpty();
      var trust = Optional.of(TargetTrust.of(Optional.of(certificate)).context());
      try (Webhook webhook = new Webhook(receiver.url(), SECRET, trust)) {
        assertThat(webhook.tell(STUCK, NOW)).isEmpty();
      }
    }
  }

  @Test
  void whatIsShownOfItHoldsNoPath() {
    URI url = URI.create("https://hooks.example:8443/services/T000/secret?token=secret");
    try (Webhook webhook = new Webhook(url, SECRET, Optional.empty())) {
      assertThat(webhook.place()).isEqualTo("https://hooks.example:8443");
    }
  }
}
