package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.Outcome.Failed;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.AwsSigner;
import dev.keyturn.key.SecretValue;
import dev.keyturn.server.config.SettingsRefused;
import dev.keyturn.server.wire.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A function in AWS, as its Invoke answers.
class AwsFunctionTest extends RemoteContract {
  private static final Arn FUNCTION =
      Arn.parse("arn:aws:lambda:eu-west-1:111122223333:function:rotate").orElseThrow();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @Override
  Map<String, String> settings() throws Exception {
    return Map.of(
        "aws-function",
        "arn:aws:lambda:eu-central-1:444455556666:function:rotate-there:prod",
        "endpoint",
        house.url(),
        "credentials-file",
        house
            .file(
                "credentials",
                "[caller]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = theSecretKey\n")
            .toString(),
        "profile",
        "caller",
        "timeout",
        "1s");
  }

  @Override
  protected void behave(Behaviour behaviour) {
    if (behaviour == Behaviour.FAILS) {
      house.does(_ ->
          RemoteHouse.answer(
              200,
              Map.of("X-Amz-Function-Error", "Unhandled"),
              "{\"errorMessage\":\"No such user: hunter2\"}"));
    } else {
      super.behave(behaviour);
    }
  }

  private Failed failed() {
    return (Failed) invoker().invoke(FUNCTION, event(), Duration.ofSeconds(30));
  }

  @Test
  void itIsInvokedWithASignatureForLambda() {
    house.does(_ -> RemoteHouse.answer(200, "null"));
    invoker().invoke(FUNCTION, event(), Duration.ofSeconds(30));
    HttpRequest request = house.requests.getFirst();
    assertThat(request.path()).isEqualTo("/2015-03-31/functions/rotate-there%3Aprod/invocations");
    String authorization = request.header("authorization").orElseThrow();
    assertThat(authorization)
        .contains("Credential=AKIDEXAMPLE/", "/eu-central-1/lambda/aws4_request");
    Instant sent = Instant.from(TIME.parse(request.header("x-amz-date").orElseThrow()));
    assertThat(
            new AwsSigner(
                    "AKIDEXAMPLE", SecretValue.ofString("theSecretKey"), "eu-central-1/lambda")
                .sign(
                    request.header("host").orElseThrow(),
                    request.path(),
                    Map.of("content-type", "application/json", "user-agent", "keyturn"),
                    request.body(),
                    sent))
        .containsEntry("authorization", authorization);
  }

  @Test
  void awssErrorIsNamed() {
    house.does(_ ->
        RemoteHouse.answer(
            403,
            Map.of("x-amzn-ErrorType", "AccessDeniedException:http://internal.amazon.com/"),
            "{\"Message\":\"not authorized\"}"));
    Failed failed = failed();
    assertThat(failed.failureClass()).isEqualTo(FailureClass.REFUSED);
    assertThat(failed.message()).contains("HTTP 403, AccessDeniedException");
    assertThat(failed.remedy()).contains("lambda:InvokeFunction");
  }

  @Test
  void aMarkWithoutAnErrorIsAnErrorAllTheSame() {
    house.does(_ -> RemoteHouse.answer(200, Map.of("X-Amz-Function-Error", "Unhandled"), ""));
    assertThat(failed().failureClass()).isEqualTo(FailureClass.BROKEN);
  }

  @Test
  void aProfileThatIsNotThereStopsTheStart() throws Exception {
    Map<String, String> settings = new HashMap<>(settings());
    settings.put("profile", "other");
    assertThatThrownBy(() -> house.invoker(settings))
        .isInstanceOf(SettingsRefused.class)
        .hasMessageContaining("there is no profile other");
  }

  @Test
  void anArnThatIsNoFunctionsIsRefused() throws Exception {
    Map<String, String> settings = new HashMap<>(settings());
    settings.put("aws-function", "arn:aws:iam::444455556666:role/x");
    assertThatThrownBy(() -> house.invoker(settings)).hasMessageContaining("aws-function an ARN");
  }
}
