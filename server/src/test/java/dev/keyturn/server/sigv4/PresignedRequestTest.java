package dev.keyturn.server.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.iam.Credential;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Principal;
import dev.keyturn.key.SecretValue;
import dev.keyturn.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Signatures in the query string. Those that are right were made by botocore.
class PresignedRequestTest {
  private static final Instant SIGNED = Instant.parse("2015-08-30T12:36:00Z");
  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  private static final String TOKEN = "FwoG/example+token==";
  private static final String COMMON =
      "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
          + "&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fsts%2Faws4_request"
          + "&X-Amz-Date=20150830T123600Z";
  private static final RawRequest FOR_A_MINUTE =
      get(
          COMMON
              + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature="
              + "1d10ef2bc2bb1b02201752f1912e9eb7a5df0d0d7bd2cc98b1f5557b7a9254be");
  private static final RawRequest OF_A_SESSION_FOR_A_WEEK =
      get(
          COMMON
              + "&X-Amz-Expires=604800&X-Amz-SignedHeaders=host"
              + "&X-Amz-Security-Token=FwoG%2Fexample%2Btoken%3D%3D&X-Amz-Signature="
              + "6821c89b378ffc9124316712b01e28a2e91f48b919d8f1fcfe421e83f067c5fa");
  private static final RawRequest WITH_A_HEADER =
      get(COMMON
              + "&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature="
              + "92231b7b523b17b55f7e8a107f8848bb148d8c774651496210f3cc1caf8baf53")
          .plus("x-k8s-aws-id", "my cluster");

  private final ManualClock clock = new ManualClock(SIGNED);
  private final Authenticator authenticator = new Authenticator(this::find, clock);

  private Optional<Credential> find(String id, Optional<String> token) {
    boolean known = token.isEmpty() || token.get().equals(TOKEN);
    return Optional.of(
            new Credential(
                id,
                SecretValue.ofString(SECRET),
                Principal.administrator(new AccountId("000000000000")),
                true,
                token.map(_ -> SIGNED.plus(Duration.ofDays(3)))))
        .filter(_ -> known && id.equals("AKIDEXAMPLE"));
  }

  private static RawRequest get(String query) {
    return RawRequest.of("GET", "/?" + query).plus("host", "sts.amazonaws.com");
  }

  @Test
  void areTakenWithWhatTheySign() throws Exception {
    Caller caller = authenticator.authenticate(FOR_A_MINUTE, "sts");

    assertThat(caller.accessKeyId()).isEqualTo("AKIDEXAMPLE");
    assertThat(caller.region().code()).isEqualTo("us-east-1");
    assertThat(authenticator.authenticate(WITH_A_HEADER, "sts")).isEqualTo(caller);
    assertThat(authenticator.authenticate(OF_A_SESSION_FOR_A_WEEK, "sts")).isEqualTo(caller);
  }

  @Test
  void nameTheirServiceBeforeAnythingIsProven() {
    assertThat(SignedService.of(FOR_A_MINUTE)).contains("sts");
    assertThat(SignedService.of(get("X-Amz-Credential=a%2Fb%2Fc%2Fd"))).isEmpty();
    assertThat(SignedService.of(get("Action=x"))).isEmpty();
    assertThat(
            SignedService.of(
                get("")
                    .plus(
                        "authorization",
                        "AWS4-HMAC-SHA256 Credential=A/20150830/eu-west-1/iam/aws4_request,S=1")))
        .contains("iam");
  }

  @Test
  void holdAsLongAsTheySay() {
    clock.advance(Duration.ofSeconds(60));
    assertTaken(FOR_A_MINUTE);
    clock.advance(Duration.ofSeconds(1));

    assertThat(failure(FOR_A_MINUTE).text())
        .isEqualTo(
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z"
                + " (20150830T123701Z - 60 sec.)");
  }

  @Test
  void doNotOutliveTheirSession() {
    clock.advance(Duration.ofDays(3).minusSeconds(1));
    assertTaken(OF_A_SESSION_FOR_A_WEEK);
    clock.advance(Duration.ofSeconds(1));

    assertThat(failure(OF_A_SESSION_FOR_A_WEEK).code()).isEqualTo("ExpiredTokenException");
  }

  @Test
  void areNotTakenLongBeforeTheyWereSigned() {
    clock.set(SIGNED.minusSeconds(300));
    assertTaken(FOR_A_MINUTE);
    clock.set(SIGNED.minusSeconds(301));

    assertThat(failure(FOR_A_MINUTE).text()).startsWith("Signature not yet current:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "604801", "-1", "+60", "60.0", "", "1e3", "99999999999999999999"})
  void holdForAWeekAtMost(String seconds) {
    AuthenticationFailed failure = failure(changed("X-Amz-Expires=60", "X-Amz-Expires=" + seconds));

    assertThat(failure.code()).isEqualTo("IncompleteSignatureException");
    assertThat(failure.text()).contains("between 1 and 604800");
  }

  @ParameterizedTest
  @CsvSource({
    "X-Amz-Expires=60,X-Amz-Expires=61",
    "X-Amz-Expires=60&,''",
    "GetCallerIdentity,GetSessionToken",
    "us-east-1,eu-west-1",
    "AKIDEXAMPLE%2F20150830,AKIDEXAMPLE%2F20150829",
    "123600Z,123601Z",
    "=1d10,=1d11",
    "=1d10,=zz",
    "&X-Amz-Expires,&UserName=a&X-Amz-Expires",
    "%2Fsts%2F,%2Fiam%2F"
  })
  void coverEveryParameter(String part, String other) {
    assertThat(failure(changed(part, other)).code()).isEqualTo("InvalidSignatureException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"})
  void haveAllTheirParts(String name) {
    assertThat(failure(changed(name + "=", "X=")).text())
        .isEqualTo(
            "AWS query-string parameters must include '%s'. Re-examine the query-string parameters."
                .formatted(name));
  }

  @ParameterizedTest
  @MethodSource
  void areRefusedWithWhatWasNotSigned(UnaryOperator<RawRequest> change) {
    assertTaken(FOR_A_MINUTE);
    failure(change.apply(FOR_A_MINUTE));
  }

  static Stream<UnaryOperator<RawRequest>> areRefusedWithWhatWasNotSigned() {
    return Stream.of(
        it -> it.withMethod("POST"),
        it -> it.withContent("Action=GetSessionToken"),
        it -> it.with("host", "elsewhere.example"),
        it -> it.plus("x-amz-target", "secretsmanager.GetSecretValue"),
        it -> it.plus("x-amz-security-token", TOKEN),
        it -> it.plus("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
        it -> it.plus("authorization", "AWS4-HMAC-SHA256 Credential=a"),
        it -> it.withTarget("/x", it.query()),
        it -> it.withTarget("/", it.query() + "&X-Amz-Security-Token=FwoG%2Fexample%2Btoken%3D%3D"),
        it -> it.withTarget("/", it.query() + "&X-Amz-Signature=00"),
        it -> it.withTarget("/", it.query() + "&X-Amz-Credential=a%2Fb%2Fc%2Fd%2Fe"),
        it -> it.withTarget("/", it.query() + "&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD"),
        it -> it.withTarget("/", it.query().replace("HMAC-SHA256", "ECDSA-P256-SHA256")));
  }

  @Test
  void meanTheSameInAnyOrder() {
    String[] parts = FOR_A_MINUTE.query().split("&", 2);

    assertTaken(get(parts[1] + "&" + parts[0]));
  }

  @Test
  void neverLetAnythingElseThrough() throws Exception {
    Random random = new Random(7);
    String pieces = "&=%2FXx-Amz019azAZ.+~\u00e9";
    Authorization original = Authorization.of(FOR_A_MINUTE);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder query = new StringBuilder(FOR_A_MINUTE.query());
      for (int change = random.nextInt(3); change >= 0; change--) {
        int at = random.nextInt(query.length());
        switch (random.nextInt(3)) {
          case 0 -> query.deleteCharAt(at);
          case 1 -> query.insert(at, pieces.charAt(random.nextInt(pieces.length())));
          default -> query.setCharAt(at, pieces.charAt(random.nextInt(pieces.length())));
        }
      }
      RawRequest changed = get(query.toString());
      if (isTaken(changed)) {
        assertThat(Authorization.of(changed)).as(query.toString()).isEqualTo(original);
        assertThat(CanonicalUri.query(changed.query()))
            .isEqualTo(CanonicalUri.query(FOR_A_MINUTE.query()));
      }
    }
  }

  private static RawRequest changed(String part, String other) {
    assertThat(FOR_A_MINUTE.query()).contains(part);
    return get(FOR_A_MINUTE.query().replace(part, other));
  }

  private boolean isTaken(RawRequest request) {
    try {
      authenticator.authenticate(request, "sts");
      return true;
    } catch (AuthenticationFailed refused) {
      return false;
    }
  }

  private void assertTaken(RawRequest request) {
    assertThat(isTaken(request)).isTrue();
  }

  private AuthenticationFailed failure(RawRequest request) {
    AuthenticationFailed failure =
        catchThrowableOfType(
            AuthenticationFailed.class, () -> authenticator.authenticate(request, "sts"));
    assertThat(failure).isNotNull();
    return failure;
  }
}
