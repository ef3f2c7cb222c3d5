package dev.keyturn.server.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.iam.Credential;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Principal;
import dev.keyturn.key.SecretValue;
import dev.keyturn.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is sent: either it is what was signed, or it is refused in AWS's way. Nothing else ever
/// comes out, and nothing takes long.
class HostileSignatureTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  private static final int MUTATIONS = 5_000;

  /// What parsers trip over.
  private static final List<String> PIECES =
      List.of(
          "",
          " ",
          ",",
          "=",
          ";",
          "/",
          "%",
          "%0",
          "%00",
          "%ff",
          "..",
          "\t",
          "\r\n",
          "\0",
          "\u00e9",
          "\ud800",
          "\ud83d\ude00",
          "AWS4-HMAC-SHA256",
          "Credential=",
          "SignedHeaders=",
          "Signature=",
          "aws4_request",
          "host",
          "x-amz-date",
          "00000000",
          "-1",
          "T",
          "Z",
          "&",
          "?",
          "a".repeat(300));

  private final Authenticator authenticator =
      new Authenticator(
          (id, _) ->
              id.equals("AKIDEXAMPLE")
                  ? Optional.of(
                      new Credential(
                          id,
                          SecretValue.ofString(SECRET),
                          Principal.administrator(new AccountId("000000000000")),
                          true))
                  : Optional.empty(),
          new ManualClock(NOW));

  private final RawRequest signed =
      new TestSigner("AKIDEXAMPLE", SECRET, "eu-west-1", "secretsmanager")
          .sign(
              RawRequest.of("POST", "/")
                  .plus("Host", "keyturn.example")
                  .plus("Content-Type", "application/x-amz-json-1.1")
                  .plus("X-Amz-Target", "secretsmanager.GetSecretValue")
                  .withContent("{\"SecretId\":\"a\"}"),
              NOW);

  private boolean taken(RawRequest request) {
    try {
      authenticator.authenticate(request, "secretsmanager");
      return true;
    } catch (AuthenticationFailed refused) {
      assertThat(refused.getMessage()).isNotBlank().doesNotContain(SECRET);
      return false;
    }
  }

  private static String mutated(String text, Random random) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(4));
    String piece =
        random.nextInt(3) == 0 && !text.isEmpty()
            ? text.substring(random.nextInt(text.length()))
            : PIECES.get(random.nextInt(PIECES.size()));
    return text.substring(0, from) + piece + text.substring(to);
  }

  private static String mutatedOften(String text, Random random) {
    String changed = text;
    for (int i = 0; i <= random.nextInt(3); i++) {
      changed = mutated(changed, random);
    }
    return changed;
  }

  @Test
  void anAuthorizationIsTakenOnlyWhenItSaysTheSame() throws Exception {
    Random random = new Random(1);
    Authorization original = Authorization.of(signed);
    for (int i = 0; i < MUTATIONS; i++) {
      String header = mutatedOften(signed.header("authorization"), random);
      RawRequest changed = signed.with("authorization", header);
      if (taken(changed)) {
        assertThat(Authorization.of(changed)).as(header).isEqualTo(original);
      }
    }
  }

  @Test
  void aTimeIsTakenOnlyAsItWasSigned() {
    Random random = new Random(2);
    String time = signed.header("x-amz-date");
    for (int i = 0; i < MUTATIONS; i++) {
      String changed = mutatedOften(time, random);
      if (taken(signed.with("x-amz-date", changed))) {
        assertThat(changed.strip()).isEqualTo(time);
      }
    }
  }

  @Test
  void aTargetIsTakenOnlyWhenItsCanonicalFormIsTheSame() {
    Random random = new Random(3);
    for (int i = 0; i < MUTATIONS; i++) {
      String path = "/" + mutatedOften("", random);
      String query = random.nextBoolean() ? "" : mutatedOften("", random);
      if (taken(signed.withTarget(path, query))) {
        assertThat(CanonicalUri.path(path)).isEqualTo("/");
        assertThat(CanonicalUri.query(query)).isEmpty();
      }
    }
  }

  /// The operation, the type and the body decide what is done.
  @ParameterizedTest
  @MethodSource
  void whatDecidesTheOperationCannotBeChanged(UnaryOperator<RawRequest> change) {
    assertThat(taken(signed)).isTrue();
    assertThat(taken(change.apply(signed))).isFalse();
  }

  static Stream<UnaryOperator<RawRequest>> whatDecidesTheOperationCannotBeChanged() {
    return Stream.of(
        it -> it.with("x-amz-target", "secretsmanager.DeleteSecret"),
        it -> it.with("x-amz-target", "secretsmanager.GetsecretValue"),
        it -> it.plus("x-amz-target", "secretsmanager.DeleteSecret"),
        it -> it.without("x-amz-target"),
        it -> it.with("content-type", "text/plain"),
        it -> it.with("host", "elsewhere.example"),
        it -> it.plus("host", "elsewhere.example"),
        it -> it.plus("x-amz-user-agent", "unsigned"),
        it -> it.withContent("{\"SecretId\":\"b\"}"),
        it -> it.withContent(it.content() + " "),
        it -> it.withContent(""),
        it -> it.withMethod("GET"),
        it -> it.withMethod("post"),
        it -> it.withTarget("/x", ""),
        it -> it.withTarget("/", "Action=DeleteSecret"));
  }

  @Test
  void whatMeansTheSameIsTaken() {
    assertThat(taken(signed.with("content-type", "  application/x-amz-json-1.1 "))).isTrue();
    assertThat(taken(signed.withTarget("//", "&"))).isTrue();
    assertThat(taken(signed.plus("accept", "unsigned, and without a meaning"))).isTrue();
  }

  /// As much as the listener lets a header have.
  @ParameterizedTest
  @MethodSource
  @Timeout(10)
  void longHeadersTakeNoLongTime(String parameters) {
    RawRequest request =
        signed.with("authorization", "AWS4-HMAC-SHA256 " + parameters.substring(0, 32_000));
    for (int i = 0; i < 1_000; i++) {
      request = i < 200 ? request.plus("x-amz-meta-" + i, "a") : request;
    }
    long began = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      assertThat(taken(request)).isFalse();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
  }

  static Stream<String> longHeadersTakeNoLongTime() {
    String scope = "Credential=AKIDEXAMPLE/20261121/eu-west-1/secretsmanager/aws4_request,";
    return Stream.of(
        ",".repeat(40_000),
        "a=b,".repeat(10_000),
        "=".repeat(40_000),
        scope + "Signature=0,SignedHeaders=" + "host;".repeat(10_000),
        scope + "SignedHeaders=host;x-amz-date;x-amz-target,Signature=" + "0".repeat(40_000),
        "Credential=" + "/".repeat(40_000),
        scope + "Signature=0,SignedHeaders=" + "x-amz-meta-1;".repeat(4_000));
  }

  @Test
  void aKeyIdMayBeAnything() {
    Random random = new Random(4);
    for (int i = 0; i < MUTATIONS; i++) {
      String id = mutatedOften("AKIDEXAMPLE", random).replaceAll("[/,;=\\s\\x00]", "");
      if (!id.equals("AKIDEXAMPLE") && !id.isEmpty()) {
        assertThat(
                taken(
                    signed.with(
                        "authorization",
                        signed.header("authorization").replace("AKIDEXAMPLE", id))))
            .as(id)
            .isFalse();
      }
    }
  }
}
