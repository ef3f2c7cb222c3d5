package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import dev.keyturn.server.alarm.WebhookSignature;
import dev.keyturn.server.config.SettingsRefused;
import dev.keyturn.server.wire.HttpRequest;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// A function at an HTTPS endpoint of the operator's.
class EndpointFunctionTest extends RemoteContract {
  private static final String SECRET = "a-secret-of-both-sides";

  @Override
  Map<String, String> settings() throws Exception {
    return settings(house.url() + "/rotate?key=of-the-url");
  }

  private Map<String, String> settings(String url) throws Exception {
    return Map.of(
        "url", url, "secret-file", house.file("secret", SECRET + "\n").toString(), "timeout", "1s");
  }

  private static Failed failed(FunctionInvoker invoker) {
    Arn function = Arn.parse("arn:aws:lambda:eu-west-1:111122223333:function:rotate").orElseThrow();
    Outcome outcome = invoker.invoke(function, event(), Duration.ofSeconds(30));
    assertThat(outcome).isInstanceOf(Failed.class);
    assertThat(outcome.toString()).doesNotContain("of-the-url", SECRET);
    return (Failed) outcome;
  }

  @Test
  void itIsCalledWithAwssEventAndASignature() {
    call();
    HttpRequest request = house.requests.getFirst();
    assertThat(request.path()).isEqualTo("/rotate");
    assertThat(JsonMapper.shared().readTree(request.body()).toString())
        .isEqualTo(
            "{\"Step\":\"setSecret\",\"SecretId\":\"arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf\","
                + "\"ClientRequestToken\":\"11111111-2222-3333-4444-555555555555\",\"RotationToken\":\"the-rotation-token\"}");
    String signature = request.header(WebhookSignature.HEADER).orElseThrow();
    Instant sent = Instant.ofEpochSecond(Long.parseLong(signature.replaceAll("t=(\\d+),.*", "$1")));
    assertThat(new WebhookSignature(SecretValue.ofString(SECRET)).of(request.body(), sent))
        .isEqualTo(signature);
  }

  private void call() {
    house.does(_ -> RemoteHouse.answer(204, ""));
    invoker()
        .invoke(
            Arn.parse("arn:aws:lambda:eu-west-1:111122223333:function:rotate").orElseThrow(),
            event(),
            Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({
    "401,REFUSED,does not accept the signature,same secret",
    "403,REFUSED,does not accept the signature,clocks",
    "404,MISCONFIGURED,answered HTTP 404,no such function",
    "429,BUSY,is busy,tried again",
    "307,MISCONFIGURED,redirection,final address",
    "202,BROKEN,has only accepted the call,when the step is done",
    "418,BROKEN,answered HTTP 418,own log",
    "500,BROKEN,answered HTTP 500,own log"
  })
  void eachAnswerHasAClassAndARemedy(
      int status, FailureClass expected, String text, String remedy) {
    house.does(
        _ -> RemoteHouse.answer(status, Map.of("Location", house.url() + "/elsewhere"), "{}"));
    Failed failed = failed(invoker());
    assertThat(failed.failureClass()).isEqualTo(expected);
    assertThat(failed.message()).contains(text);
    assertThat(failed.remedy()).contains(remedy);
    assertThat(house.requests).hasSize(1);
  }

  /// A gateway before it may have given up while it works on.
  @ParameterizedTest
  @CsvSource({"500,1", "502,1", "504,1", "202,1", "401,0", "404,0", "429,0", "307,0"})
  void whatLeavesOpenWhetherItWorksIsToldWhenItsTimeIsOver(int status, int waits) {
    house.does(_ -> RemoteHouse.answer(status, ""));
    failed(invoker());
    assertThat(house.waits).hasSize(waits);
    assertThat(house.waits)
        .allSatisfy(
            wait -> assertThat(wait).isBetween(Duration.ofMillis(1500), Duration.ofMillis(3000)));
  }

  @Test
  void anAnswerWithoutEndIsCutOff() {
    house.does(_ -> RemoteHouse.answer(200, "\"" + "x".repeat(100_000) + "\""));
    assertThat(failed(invoker()).message()).contains("broke before its answer");
  }

  @Test
  void aHostThatIsNotKnownIsNamed() throws Exception {
    Failed failed = failed(house.invoker(settings("https://no-such-host.invalid/")));
    assertThat(failed.failureClass()).isEqualTo(FailureClass.UNREACHABLE);
    assertThat(failed.message()).contains("no-such-host.invalid is not known");
  }

  @Test
  void nobodyThereIsSaidAtOnce() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Failed failed = failed(house.invoker(settings("https://127.0.0.1:" + port)));
    assertThat(failed.failureClass()).isEqualTo(FailureClass.UNREACHABLE);
    assertThat(failed.message()).contains("refused the connection");
  }

  @Test
  void aCertificateOfAnUnknownAuthorityIsRefused() throws Exception {
    house.does(_ -> RemoteHouse.answer(204, ""));
    dev.keyturn.server.http.SelfSigned.issue(
        "another", "EC", folder.resolve("other.pem"), folder.resolve("other-key.pem"));
    Map<String, String> settings = new java.util.HashMap<>(settings(house.url()));
    settings.put("ca", folder.resolve("other.pem").toString());
    Failed failed = failed(house.invoker(settings));
    assertThat(failed.failureClass()).isEqualTo(FailureClass.TLS);
    assertThat(house.requests).isEmpty();
  }

  @Test
  void deniedAddressesAreNotCalled() throws Exception {
    Failed failed = failed(house.invoker(settings("https://169.254.169.254/latest")));
    assertThat(failed.message()).contains("it was not called", "link-local");
    Failed denied = failed(house.invoker(settings(house.url()), "--target-deny", "127.0.0.0/8"));
    assertThat(denied.message()).contains("denied by the configured list");
    assertThat(house.requests).isEmpty();
  }

  @Test
  void itMayBelongToOneAccount() throws Exception {
    Map<String, String> settings = new java.util.HashMap<>(settings(house.url()));
    settings.put("account", "999999999999");
    Arn function = Arn.parse("arn:aws:lambda:eu-west-1:111122223333:function:rotate").orElseThrow();
    Arn secret =
        Arn.parse("arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf").orElseThrow();
    assertThat(house.invoker(settings).mayInvoke(function, secret)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "url,http://functions.example.org/,no URL such as",
    "url,https://user:of-the-url@functions.example.org/,no URL such as",
    "secret-file,/no/such/file,cannot be read",
    "timeout,1h,a timeout from 1s to 900s",
    "account,12,twelve digits",
    "aws-function,arn:aws:lambda:eu-west-1:111122223333:function:other,either url",
    "secret,abc,did you mean secret-file?"
  })
  void aSettingThatCannotBeUsedIsRefused(String key, String value, String text) throws Exception {
    Map<String, String> settings = new java.util.HashMap<>(settings(house.url()));
    settings.put(key, value);
    assertThatThrownBy(() -> house.invoker(settings))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining(text)
        .hasMessageNotContaining("of-the-url");
  }
}
