package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.AccessKey;
import dev.keyturn.rotators.target.Iam;
import dev.keyturn.rotators.target.KeyEngine.Reach;
import dev.keyturn.rotators.target.KeySession;
import dev.keyturn.rotators.target.KeySession.HeldKey;
import dev.keyturn.rotators.target.TargetTrust;
import dev.keyturn.server.cli.RequestSigner;
import dev.keyturn.server.config.SettingsReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The client of rotation functions against the IAM of a real server, as against AWS's.
class IamOverTheNetworkTest {
  private static final SecretValue SECRET =
      SecretValue.ofString("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  private static final AccessKey ADMINISTRATOR = new AccessKey("AKIAIAMTESTEXAMPLE22", SECRET);

  @TempDir private Path folder;
  private Application server;
  private final Iam iam =
      Iam.over(
          (_, _, _, _) -> {
            throw new AssertionError("not this server's own");
          },
          TargetTrust.of(Optional.empty()),
          InstantSource.system());

  @BeforeEach
  void start() throws Exception {
    Config config =
        Config.of(
            new SettingsReader()
                .environment(
                    Map.of(
                        "KEYTURN_DATA", folder.resolve("data").toString(),
                        "KEYTURN_LISTEN", "127.0.0.1:0",
                        "KEYTURN_BOOTSTRAP_ACCESS_KEY_ID", ADMINISTRATOR.id(),
                        "KEYTURN_BOOTSTRAP_SECRET_ACCESS_KEY", SECRET.revealString()))
                .read());
    server = Application.start(config, InstantSource.system());
    createUser();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void createUser() throws Exception {
    byte[] form =
        "Action=CreateUser&Version=2010-05-08&UserName=app".getBytes(StandardCharsets.UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.address().resolve("/"))
            .POST(BodyPublishers.ofByteArray(form));
    new RequestSigner(
            new dev.keyturn.server.cli.AccessKey(ADMINISTRATOR.id(), SECRET, Optional.empty()),
            "us-east-1",
            "iam")
        .sign(
            server.address().getRawAuthority(),
            Map.of("content-type", "application/x-www-form-urlencoded"),
            form,
            Instant.now())
        .forEach(request::header);
    try (HttpClient http = HttpClient.newHttpClient()) {
      assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  private KeySession as(AccessKey key) {
    return as(key, server.address());
  }

  private KeySession as(AccessKey key, URI endpoint) {
    return iam.open(
        key, new Reach(Optional.of(endpoint.resolve("/")), Instant.now().plusSeconds(20)));
  }

  private static void assertFails(FailureClass failure, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StepFailed.class, it -> assertThat(it.failureClass()).isEqualTo(failure));
  }

  @Test
  void aKeyFromItsCreationToItsDeletion() throws StepFailed {
    KeySession administrator = as(ADMINISTRATOR);
    assertThat(administrator.owner().isUser("root")).isFalse();
    AccessKey key = administrator.create("app");
    assertThat(as(key).owner().isUser("app")).isTrue();
    assertThat(administrator.keys("app"))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.id()).isEqualTo(key.id());
          assertThat(it.active()).isTrue();
        });
    assertThat(administrator.lastUsed(key.id())).isPresent();
    administrator.setActive("app", key.id(), false);
    assertThat(administrator.keys("app")).extracting(HeldKey::active).containsExactly(false);
    assertFails(FailureClass.REFUSED, () -> as(key).owner());
    administrator.delete("app", key.id());
    administrator.delete("app", key.id());
    assertThat(administrator.keys("app")).isEmpty();
  }

  @Test
  void refusalsAreToldApart() throws StepFailed {
    AccessKey key = as(ADMINISTRATOR).create("app");
    AccessKey wrong = new AccessKey(key.id(), SecretValue.ofString("another secret"));
    assertFails(FailureClass.REFUSED, () -> as(wrong).owner());
    assertFails(FailureClass.NOT_ALLOWED, () -> as(key).keys("app"));
    assertFails(FailureClass.MISCONFIGURED, () -> as(ADMINISTRATOR).keys("nobody"));
    AccessKey second = as(ADMINISTRATOR).create("app");
    assertThat(second.id()).isNotEqualTo(key.id());
    assertFails(FailureClass.BUSY, () -> as(ADMINISTRATOR).create("app"));
  }

  @Test
  void whatIsNotThereIsUnreachable() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    assertFails(
        FailureClass.UNREACHABLE,
        () -> as(ADMINISTRATOR, URI.create("http://127.0.0.1:" + port + "/")).owner());
    assertFails(
        FailureClass.TIMEOUT,
        () ->
            iam.open(
                    ADMINISTRATOR,
                    new Reach(Optional.of(server.address()), Instant.now().minusSeconds(1)))
                .owner());
  }

  @Test
  void failuresNeverHoldASecret() {
    AccessKey wrong = new AccessKey(ADMINISTRATOR.id(), SecretValue.ofString("another secret"));
    assertThatThrownBy(() -> as(wrong).owner())
        .hasMessageContaining(ADMINISTRATOR.id())
        .hasMessageNotContaining("another secret");
    assertThat(wrong.toString()).doesNotContain("another secret");
  }
}
