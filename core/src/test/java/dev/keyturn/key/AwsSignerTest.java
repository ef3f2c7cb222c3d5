package dev.keyturn.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AwsSignerTest {
  private static final SecretValue SECRET =
      SecretValue.ofString("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  private static final Map<String, String> HEADERS =
      Map.of(
          "content-type", "application/x-amz-json-1.1",
          "x-amz-target", "secretsmanager.GetSecretValue");
  private static final byte[] BODY = "{\"SecretId\":\"a\"}".getBytes(UTF_8);
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  private static Map<String, String> signed(String host, Instant now) {
    return new AwsSigner("AKIDEXAMPLE", SECRET, "us-east-1/secretsmanager")
        .sign(host, HEADERS, BODY, now);
  }

  /// The expected signature was computed by botocore 1.43 for the same request.
  @Test
  void signsAsBotocoreDoes() {
    assertThat(signed("127.0.0.1:7117", NOW))
        .doesNotContainKey("host")
        .containsEntry("x-amz-date", "20261121T080000Z")
        .containsEntry(
            "authorization",
            "AWS4-HMAC-SHA256"
                + " Credential=AKIDEXAMPLE/20261121/us-east-1/secretsmanager/aws4_request,"
                + " SignedHeaders=content-type;host;x-amz-date;x-amz-target,"
                + " Signature=0f8befef91ee9ba98f09b8b6e454270657f3f103f483d9d3ce0d39171e4105bd");
  }

  /// The same for the name of a function with an alias, whose colon is encoded.
  @Test
  void signsAnotherPathAsBotocoreDoes() {
    assertThat(
            new AwsSigner("AKIDEXAMPLE", SECRET, "eu-west-1/lambda")
                .sign(
                    "lambda.eu-west-1.amazonaws.com",
                    "/2015-03-31/functions/rotate%3Aprod/invocations",
                    Map.of("content-type", "application/json"),
                    "{\"Step\":\"testSecret\"}".getBytes(UTF_8),
                    NOW)
                .get("authorization"))
        .endsWith("Signature=90ffc1ab27e254edafa96a21bb7f7fd65ef69030c8ea37356b227b40697fc13f");
  }

  /// The same for a page of functions.
  @Test
  void signsAQueryAsBotocoreDoes() {
    assertThat(
            new AwsSigner("AKIDEXAMPLE", SECRET, "eu-west-1/lambda")
                .signGet(
                    "lambda.eu-west-1.amazonaws.com",
                    "/2015-03-31/functions/",
                    "Marker=a%2Bb%3D&MaxItems=50",
                    Map.of(),
                    NOW)
                .get("authorization"))
        .endsWith("Signature=c81f69a4a34a840b948eecb54908a87229ecefd942ae9d3d5bde75b0cb5241f4");
  }

  @Test
  void whatIsNotSentIsSignedAllTheSame() {
    assertThat(signed("127.0.0.1:7117", NOW)).isEqualTo(signed("127.0.0.1:7117", NOW));
    assertThat(signed("127.0.0.1:7118", NOW).get("authorization"))
        .isNotEqualTo(signed("127.0.0.1:7117", NOW).get("authorization"));
  }
}
